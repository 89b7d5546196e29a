"""Columns that are fast to make and to write: texts as codes into a table, ids of one width.

Turning numpy texts into Arrow costs up to two microseconds a value, thirty columns of it sixty an
event. `Coded` texts cost two nanoseconds. Numbers that may be empty are floats with NaN.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clustomers.demo.arrow import Coded, to_arrow
from clustomers.demo.zone import Events

__all__ = ["Coded", "Events"]

Numbers = npt.NDArray[Any]
_FOURS = np.frombuffer("".join(f"{value:04d}" for value in range(10_000)).encode(), dtype=np.uint32)


def serial(prefix: str, numbers: Numbers) -> pa.Array:
    """Return texts such as ``w000000012345``: a prefix and twelve digits.

    Parameters
    ----------
    prefix
        Plain letters.
    numbers
        Non-negative and below 10^12, shape (n,).
    """
    size, width = len(numbers), len(prefix) + 12
    letters = np.empty((size, width), dtype=np.uint8)
    letters[:, : len(prefix)] = np.frombuffer(prefix.encode(), dtype=np.uint8)
    digits = np.empty((size, 3), dtype=np.uint32)
    rest = numbers.astype(np.int64, copy=False)
    for position in (2, 1, 0):
        higher = rest // 10_000
        digits[:, position] = _FOURS[rest - higher * 10_000]
        rest = higher
    letters[:, len(prefix) :] = digits.view(np.uint8)
    offsets = np.arange(size + 1, dtype=np.int32) * np.int32(width)
    return pa.StringArray.from_buffers(size, pa.py_buffer(offsets), pa.py_buffer(letters))


def looked_up(words: Sequence[str], numbers: Numbers) -> Coded:
    """Return ``words[numbers]``; words may repeat here, which Parquet's dictionaries pay for."""
    distinct, codes = np.unique(np.asarray(words, dtype=np.str_), return_inverse=True)
    return Coded(codes.astype(np.int16)[numbers], distinct)


def times(milliseconds: Numbers) -> npt.NDArray[np.datetime64]:
    """Return points in time in UTC from milliseconds since 1970."""
    moments: npt.NDArray[np.datetime64] = (milliseconds * 1000).view("datetime64[us]")
    return moments


def milliseconds(moments: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
    """Return milliseconds since 1970."""
    return moments.astype("datetime64[ms]").astype(np.int64)


def row_count(events: Events) -> int:
    """Return the number of rows."""
    return len(events["occurred_at"])


def take(events: Events, rows: Numbers) -> Events:
    """Return some rows of every column, in the order of ``rows`` (positions or a mask)."""
    positions = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
    return {name: _taken(column, positions) for name, column in events.items()}


def stacked(parts: Sequence[Events]) -> Events:
    """Return the rows of several sets of events, one after the other.

    A column that a part lacks is empty there.
    """
    if len(parts) == 1:
        return parts[0]
    names = list(dict.fromkeys(name for part in parts for name in part))
    return {name: _joined([_column(part, name) for part in parts]) for name in names}


def _column(events: Events, name: str) -> Any:
    column = events.get(name, "")
    if isinstance(column, str):
        return Coded(np.full(row_count(events), 0 if column else -1, dtype=np.int32), [column])
    return column


def _taken(column: Any, positions: Numbers) -> Any:
    if isinstance(column, Coded):
        return Coded(column.codes[positions], column.words)
    if isinstance(column, str):
        return column
    if isinstance(column, pa.Array):
        return column.take(pa.array(positions))
    return column[positions]


def _joined(columns: list[Any]) -> Any:
    kinds = {type(column) for column in columns}
    if kinds == {Coded}:
        return _joined_texts(columns)
    if any(isinstance(column, pa.Array) for column in columns):
        return pa.concat_arrays(
            [to_arrow(column, pa.string(), 0).cast(pa.string()) for column in columns]
        )
    if Coded in kinds:
        # Numbers that one part lacks altogether, or plain texts beside codes.
        like = next(column for column in columns if not isinstance(column, Coded))
        if like.dtype.kind == "U":
            return np.concatenate([_plain(column) for column in columns])
        empty = np.datetime64("NaT", "us") if like.dtype.kind == "M" else np.nan
        columns = [
            np.full(len(column.codes), empty) if isinstance(column, Coded) else column
            for column in columns
        ]
    return np.concatenate(columns)


def _joined_texts(columns: list[Coded]) -> Coded:
    words: list[str] = []
    codes = []
    for column in columns:
        codes.append(np.where(column.codes < 0, -1, column.codes + len(words)).astype(np.int32))
        words += list(column.words)
    return Coded(np.concatenate(codes), words)


def _plain(column: Any) -> npt.NDArray[np.str_]:
    if not isinstance(column, Coded):
        return np.asarray(column)
    texts: npt.NDArray[np.str_] = np.append(np.asarray(column.words, dtype=np.str_), "")
    return np.asarray(texts[column.codes])


def drawn(rng: np.random.Generator, weights: npt.ArrayLike, size: int) -> npt.NDArray[np.int64]:
    """Draw positions by weight."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    found = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    return np.asarray(np.minimum(found, len(edges) - 1), dtype=np.int64)


def within(counts: Numbers) -> npt.NDArray[np.int32]:
    """Return 0, 1, 2 ... within each of the runs of these lengths, one after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    starts = np.repeat((ends - counts).astype(np.int32), counts)
    return np.arange(total, dtype=np.int32) - starts
