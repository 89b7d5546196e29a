"""When the events of visits happen, and which visits stand apart from each other."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo.columns import within
from clustomers.demo.journeys import Templates

Numbers = npt.NDArray[Any]
IDLE = 1_800_000  # milliseconds; a longer gap ends a session, one of exactly this length does not
_LONG_SHARE, _EXACT_SHARE = 0.006, 0.002


@dataclass
class Expanded:
    """Events of visits: the visit and the template's row of each, and when they happen.

    ``gap`` and ``offset`` are milliseconds since the event before and since the visit's start.
    """

    visit: npt.NDArray[np.int32]
    row: npt.NDArray[np.int32]
    position: npt.NDArray[np.int32]
    gap: npt.NDArray[np.int64]
    offset: npt.NDArray[np.int64]


def expanded(
    templates: Templates, template: Numbers, rng: np.random.Generator, pace: float = 1.0
) -> Expanded:
    """Return the events of visits that follow templates.

    Parameters
    ----------
    templates
        Sequences of events.
    template
        Template of each visit, shape (visits,).
    rng
        Random numbers.
    pace
        Factor on the time people take to read.
    """
    length = templates.length[template]
    visit = np.repeat(np.arange(len(template), dtype=np.int32), length)
    position = within(length)
    row = templates.first[template][visit] + position
    kind = templates.gap[row]
    draw = rng.random(len(row), dtype=np.float32)
    gap = np.where(kind == 1, 150 + 900 * draw, 0.0).astype(np.int64)
    for number, scale in ((2, 6_000.0), (3, 16_000.0)):
        rows = np.flatnonzero(kind == number)
        # Log-normal as most waiting times; no wait within a visit comes near to ending it.
        waits = np.exp(0.8 * rng.standard_normal(len(rows), dtype=np.float32)) * (scale * pace)
        gap[rows] = 800 + np.minimum(waits, 1_500_000).astype(np.int64)
    # Some leave the page open: long waits, and some of exactly half an hour.
    slow = np.flatnonzero(kind == 3)
    slow = slow[draw[slow] < _LONG_SHARE]
    gap[slow] = 360_000 + (draw[slow] / _LONG_SHARE * 1_430_000).astype(np.int64)
    gap[slow[draw[slow] < _EXACT_SHARE]] = IDLE
    gap[position == 0] = 0
    offset = np.cumsum(gap)
    starts = np.cumsum(length) - length
    offset -= np.repeat(offset[starts], length)
    return Expanded(visit, row, position, gap, offset)


def apart(visitor: Numbers, start: Numbers, end: Numbers, is_fixed: Numbers) -> Numbers:
    """Return which visits to keep so that those of one visitor are more than half an hour apart.

    Parameters
    ----------
    visitor, start, end
        Who, and when in milliseconds, shape (n,).
    is_fixed
        Visits that stay whatever they touch, because an order depends on them.
    """
    kept = np.ones(len(visitor), dtype=bool)
    order = np.lexsort((start, visitor))
    for _ in range(4):
        rows = order[kept[order]]
        # The end of a long visit may lie behind the end of the one after it.
        latest = _running_end(visitor[rows], start[rows], end[rows])
        close = np.flatnonzero(
            (visitor[rows][1:] == visitor[rows][:-1]) & (start[rows][1:] - latest[:-1] <= IDLE)
        )
        if len(close) == 0:
            break
        earlier, later = rows[close], rows[close + 1]
        lost = np.where(is_fixed[later], earlier, later)
        kept[lost[~is_fixed[lost]]] = False
    return kept


def _running_end(visitor: Numbers, start: Numbers, end: Numbers) -> Numbers:
    """Return the latest end so far of each visitor; the rows are sorted by visitor and start."""
    if len(visitor) == 0:
        return end
    _, group = np.unique(visitor, return_inverse=True)
    span = int(end.max() - start.min()) + 1
    running: Numbers = np.maximum.accumulate(end - start.min() + group * span)
    return np.asarray(running - group * span + start.min())


def delays(size: int, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Return how long events wait to be sent, and travel, in milliseconds, shape (size,)."""
    bits = rng.integers(0, 2**32, size, dtype=np.uint32)
    return (bits & np.uint32(1023)).astype(np.int64), 40 + (bits >> np.uint32(23)).astype(np.int64)
