"""Planted effects as rows of the truth, and the smallest effect that their samples can show."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

# 1.96 + 0.84: two-sided .05 and a power of .8.
_DETECTABLE = 2.8016


@dataclass(frozen=True)
class Effect:
    """One row of ``truth/effects``.

    Parameters
    ----------
    name, area, metric
        What was planted, in which part of the company, and the figure that shows it.
    size, unit
        True average effect in the unit: share, points, days, ratio or amount.
    sample
        The rows on which it is visible, in words.
    n
        Expected number of those rows.
    mde
        Minimum detectable effect on them: two-sided .05, power .8.
    from_day, to_day
        Day numbers from the start of the demo; the last one is not included.
    note
        What a reader should know.
    is_real
        False for a null effect that was planted on purpose.
    """

    name: str
    area: str
    metric: str
    size: float
    unit: str
    sample: str
    n: int
    mde: float
    from_day: int
    to_day: int
    note: str = ""
    is_real: bool = True

    def arguments(self, start: date) -> dict[str, Any]:
        """Return what `Truth.effect` takes; ``start`` is the first day of the demo."""
        given = asdict(self)
        given["from_date"] = start + timedelta(days=given.pop("from_day"))
        given["to_date"] = start + timedelta(days=given.pop("to_day") - 1)
        return given


def detectable_share(share: float, n_first: int, n_second: int) -> float:
    """Return the smallest difference of two shares that two samples of these sizes can show."""
    return detectable_mean(float(np.sqrt(share * (1 - share))), n_first, n_second)


def detectable_mean(deviation: float, n_first: int, n_second: int) -> float:
    """Return the smallest difference of two means that two samples of these sizes can show."""
    return _DETECTABLE * deviation * float(np.sqrt(1 / max(n_first, 1) + 1 / max(n_second, 1)))
