"""What the person who runs the demo chose, and the random numbers that follow from it."""

import calendar as months_of
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from clustomers.errors import ClustomersError

CHUNK = 5_000
# One stream of random numbers a module: a change in one leaves the others as they were.
STREAMS = {
    name: number
    for number, name in enumerate(
        "company weather stock people purchases identity privacy visits mess marketing experiments "
        "context dental software voice operations wording".split()
    )
}
COMPANY_CHUNK = -1


@dataclass(frozen=True)
class Settings:
    """What the person who runs the demo chose.

    Raises
    ------
    ClustomersError
        When the settings make no sense.
    """

    customers: int = 5_000
    seed: int = 1
    as_of: date = date(2026, 9, 30)
    months: int = 24

    def __post_init__(self) -> None:
        """Refuse what cannot be generated."""
        problems = []
        if not 1 <= self.customers <= 10_000_000:
            problems.append(
                f"--customers {self.customers}: choose a number from 1 to 10000000 (default 5000)."
            )
        if not 1 <= self.months <= 120:
            problems.append(f"--months {self.months}: choose a number from 1 to 120 (default 24).")
        if self.seed < 0:
            problems.append(f"--seed {self.seed}: choose a whole number from 0 on (default 1).")
        if not 1990 <= self.as_of.year <= 2100:
            problems.append(f"--as-of {self.as_of}: choose a day between 1990 and 2100.")
        if problems:
            raise ClustomersError(problems)

    @cached_property
    def start(self) -> date:
        """First day: the day after the as-of date, so many months earlier."""
        after = self.as_of + timedelta(days=1)
        months = after.year * 12 + after.month - 1 - self.months
        year, month = divmod(months, 12)
        return date(year, month + 1, min(after.day, months_of.monthrange(year, month + 1)[1]))

    @property
    def days(self) -> int:
        """Number of days, the as-of date included."""
        return (self.as_of - self.start).days + 1

    def rng(self, chunk: int, stream: int | str) -> np.random.Generator:
        """Return the random numbers of a chunk of people (or `COMPANY_CHUNK`) and a module."""
        number = STREAMS[stream] if isinstance(stream, str) else stream
        return np.random.default_rng([self.seed, chunk + 1, number])

    def chunks(self) -> Iterator[tuple[int, int, int]]:
        """Yield number, first person and size of every chunk."""
        for chunk, first in enumerate(range(0, self.customers, CHUNK)):
            yield chunk, first, min(CHUNK, self.customers - first)
