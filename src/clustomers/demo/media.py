"""Paid media: what is spent by day and city, and the visits it truly brings.

Money works on after the day it is spent (geometric adstock) and ever less the more of it there is
(an exponential saturation), as in marketing-mix models: Jin et al., "Bayesian Methods for Media Mix
Modeling with Carryover and Shape Effects", Google 2017.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from clustomers.demo.company import COMPANY_CHUNK, Company

Grid = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Channel:
    """A channel's behaviour.

    Attributes
    ----------
    spend
        Euro a person and day on average while it runs.
    carry
        Share of a day's effect that is left on the day after.
    half
        Euro a person and day of carried-over spend at which half of the most visits are reached.
    most
        Visits a person and day when fully saturated.
    """

    name: str
    spend: float
    carry: float
    half: float
    most: float
    cost_per_click: float
    clicks_per_thousand: float

    def response(self, plan: Grid) -> Grid:
        """Return visits a person and day that a plan of spend brings, of the plan's shape."""
        carried = carry_over(plan, self.carry)
        visits: Grid = self.most * (1 - np.exp2(-carried / self.half))
        return visits


CHANNELS = (
    Channel("paid_search", 0.0018, 0.20, 0.0025, 0.0016, 0.85, 32.0),
    Channel("paid_social", 0.0014, 0.60, 0.0065, 0.0026, 0.60, 11.0),
    Channel("display", 0.0008, 0.70, 0.0030, 0.0008, 0.45, 3.0),
    Channel("affiliates", 0.0006, 0.30, 0.0012, 0.0013, 0.50, 20.0),
    Channel("tv_or_radio", 0.0030, 0.88, 0.0240, 0.0017, 0.0, 0.0),
)
NAMES = tuple(channel.name for channel in CHANNELS)
# The geo test: social ads in the treated cities at so many times their usual spend.
GEO_TEST_FACTOR = 6.0
GEO_TEST_DAYS = 84
# Orders of the web shop added to one that comes anyway, for each extra visit a person and day.
ORDER_LIFT = 100.0


@dataclass(frozen=True)
class Media:
    """Spend and response, each of shape (channels, days, cities).

    Attributes
    ----------
    spend
        Euro, for the whole city.
    visits
        True extra visits a person who lives in the city and day.
    geo_test
        First and last day of the geo test.
    geo_visits
        Part of the visits that the geo test adds, shape (days, cities).
    """

    spend: Grid
    visits: Grid
    geo_test: tuple[int, int]
    geo_visits: Grid

    @classmethod
    def of(cls, company: Company) -> "Media":
        """Plan the media of the company; the same settings give the same plan."""
        rng = company.settings.rng(COMPANY_CHUNK, "marketing")
        days, cities = company.settings.days, len(company.cities)
        people = company.settings.customers * company.cities.weight
        first = int(days * 0.62)
        test = (first, min(first + GEO_TEST_DAYS, days) - 1)
        spend, visits = np.zeros((2, len(CHANNELS), days, cities))
        geo_visits = np.zeros((days, cities))
        season = 1 + 0.25 * np.cos(2 * np.pi * (company.calendar.year_share - 0.92))[:, None]
        for number, channel in enumerate(CHANNELS):
            plan = channel.spend * season * _flights(rng, days, cities, channel.name)
            if channel.name == "paid_social":
                # Before and during the test the cities are kept even but for the treatment.
                inside = slice(max(first - 2 * GEO_TEST_DAYS, 0), test[1] + 1)
                plan[inside] = channel.spend * season[inside]
                treated = np.flatnonzero(company.cities.geo_arm == 1)
                geo_visits -= channel.response(plan)
                plan[test[0] : test[1] + 1, treated] *= GEO_TEST_FACTOR
                geo_visits += channel.response(plan)
            visits[number] = channel.response(plan)
            spend[number] = np.round(plan * people, 2)
        return cls(spend, visits, test, geo_visits)

    @cached_property
    def total(self) -> Grid:
        """Extra visits a person and day over all channels, shape (days, cities)."""
        total: Grid = self.visits.sum(axis=0)
        return total

    @cached_property
    def order_lift(self) -> Grid:
        """Orders of the web shop that spend adds to one that comes anyway, as ``visits``."""
        return self.visits * ORDER_LIFT

    def by_week(self, company: Company) -> dict[str, npt.NDArray[np.generic]]:
        """Return spend and true extra visits by channel and week, for the truth."""
        monday = company.calendar.dates - (company.calendar.weekday.astype(np.int64) - 1)
        weeks, week = np.unique(monday, return_inverse=True)
        people = company.settings.customers * company.cities.weight
        visits = np.zeros((len(CHANNELS), len(weeks)))
        spend = np.zeros_like(visits)
        for number in range(len(CHANNELS)):
            visits[number] = np.bincount(week, self.visits[number] @ people, len(weeks))
            spend[number] = np.bincount(week, self.spend[number].sum(axis=1), len(weeks))
        return {
            "channel": np.repeat(np.array(NAMES), len(weeks)),
            "week_date": np.tile(weeks, len(CHANNELS)),
            "spend_amount": spend.ravel().round(2),
            "expected_extra_visits": visits.ravel(),
        }


def carry_over(spend: Grid, carry: float) -> Grid:
    """Return what still works each day: today's spend and a share of yesterday's carried over.

    Parameters
    ----------
    spend
        Shape (days, ...).
    carry
        Share that is left a day later, 0 to below 1.
    """
    carried = np.empty_like(spend)
    before = np.zeros(spend.shape[1:])
    for day in range(len(spend)):
        before = spend[day] + carry * before
        carried[day] = before
    return carried


def _flights(rng: np.random.Generator, days: int, cities: int, name: str) -> Grid:
    """Return the weekly ups and downs of a channel by city, mean about 1."""
    weeks = days // 7 + 1
    level: Grid = rng.gamma(2.0, 0.5, (weeks, cities))
    # What never changes cannot be told from the level of visits: every channel has its breaks.
    if name == "tv_or_radio":
        # Bursts of four weeks in a third of the cities at a time.
        burst = np.repeat(rng.random((weeks // 4 + 1, cities)) < 0.33, 4, axis=0)[:weeks]
        level[:] = burst * 3.0
    elif name == "paid_search":
        level[:] = 0.2 + 0.8 * level
    elif name == "display":
        level *= rng.random((weeks, cities)) < 0.7
    elif name == "affiliates":
        level *= 1.6 * (rng.random((weeks, cities)) < 0.6)
    daily: Grid = np.repeat(level, 7, axis=0)[:days]
    return daily
