"""The days of the demo company: local time and UTC, seasons, holidays."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from clustomers.demo.arrays import Numbers

Moments = npt.NDArray[np.datetime64]
# A day far beyond any calendar, for what never happens.
NEVER = 1_000_000


@dataclass(frozen=True)
class Calendar:
    """The days from the first to the as-of date, in the time zone Europe/Berlin.

    Parameters
    ----------
    start
        First day.
    days
        Number of days; the last one is the as-of date.
    """

    start: date
    days: int

    @cached_property
    def dates(self) -> npt.NDArray[np.datetime64]:
        """Every day, shape (days,)."""
        return np.datetime64(self.start, "D") + np.arange(self.days)

    @cached_property
    def weekday(self) -> npt.NDArray[np.int8]:
        """ISO weekday, 1 is Monday."""
        return ((self.dates.astype(np.int64) + 3) % 7 + 1).astype(np.int8)

    @cached_property
    def month(self) -> npt.NDArray[np.int8]:
        """Month of the year, 1 to 12."""
        return (self.dates.astype("datetime64[M]").astype(np.int64) % 12 + 1).astype(np.int8)

    @cached_property
    def year_share(self) -> npt.NDArray[np.float64]:
        """How much of the year is over, 0 to 1."""
        first = self.dates.astype("datetime64[Y]").astype("datetime64[D]")
        share: npt.NDArray[np.float64] = (self.dates - first).astype(np.float64) / 365.25
        return share

    @cached_property
    def offset_hours(self) -> npt.NDArray[np.int64]:
        """Hours that local time is ahead of UTC by day (at noon)."""
        return _offset_hours(self.dates)

    @cached_property
    def is_holiday(self) -> npt.NDArray[np.bool_]:
        """Whether stores are closed: New Year, Easter, May Day, Whitsun, Christmas."""
        years = {self.start.year + number for number in range(self.days // 365 + 2)}
        closed = [day for year in years for day, _ in holidays(year)]
        return np.isin(self.dates, np.array(closed, dtype="datetime64[D]"))

    def day(self, numbers: Numbers) -> npt.NDArray[np.datetime64]:
        """Return the dates of day numbers; they may lie outside of the calendar."""
        return np.datetime64(self.start, "D") + np.asarray(numbers).astype(np.int64)

    def utc(self, numbers: Numbers, local_seconds: Numbers) -> npt.NDArray[np.datetime64]:
        """Return points in time in UTC.

        Parameters
        ----------
        numbers
            Day numbers from the start, shape (n,); they may lie outside of the calendar.
        local_seconds
            Local seconds since midnight, shape (n,); from 04:00 on, after any change of clocks.
        """
        days = self.day(numbers)
        inside = (np.asarray(numbers) >= 0) & (np.asarray(numbers) < self.days)
        if inside.all():
            offset = self.offset_hours[numbers]
        else:
            offset = _offset_hours(days)
        micros = ((np.asarray(local_seconds, dtype=np.float64) - offset * 3600) * 1e6).astype(
            np.int64
        )
        moments: Moments = days.astype("datetime64[us]") + micros.astype("timedelta64[us]")
        return moments

    @property
    def end(self) -> np.datetime64:
        """First moment after the last day, in UTC."""
        end: np.datetime64 = self.utc(np.array([self.days]), np.array([0.0]))[0]
        return end


def holidays(year: int) -> list[tuple[date, str]]:
    """Return the days of a year on which everything is closed, with their names."""
    easter = _easter(year)
    return [
        (date(year, 1, 1), "New Year's Day"),
        (easter - timedelta(days=2), "Good Friday"),
        (easter + timedelta(days=1), "Easter Monday"),
        (date(year, 5, 1), "Labour Day"),
        (easter + timedelta(days=39), "Ascension Day"),
        (easter + timedelta(days=50), "Whit Monday"),
        (date(year, 12, 25), "Christmas Day"),
        (date(year, 12, 26), "Second Day of Christmas"),
    ]


def _easter(year: int) -> date:
    """Return Easter Sunday by the anonymous Gregorian algorithm."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (
        19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _offset_hours(days: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
    # Summer time runs from the last Sunday of March to the day before the last one of October.
    years = days.astype("datetime64[Y]").astype("datetime64[M]")
    starts = _last_sunday((years + 2).astype("datetime64[M]"))
    ends = _last_sunday((years + 9).astype("datetime64[M]"))
    return np.where((days >= starts) & (days < ends), 2, 1).astype(np.int64)


def _last_sunday(months: npt.NDArray[np.datetime64]) -> npt.NDArray[np.datetime64]:
    last = (months + 1).astype("datetime64[D]") - 1
    weekday = (last.astype(np.int64) + 3) % 7  # 6 is Sunday
    sundays: Moments = last - ((weekday + 1) % 7).astype("timedelta64[D]")
    return sundays
