"""The accounts of a chunk: who belongs to them, how their trial went, and how the sale ended."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import names
from clustomers.demo.arrays import Lottery, join, numbered
from clustomers.demo.columns import within
from clustomers.demo.company import CHUNK, Company
from clustomers.demo.people import People

Array = npt.NDArray[Any]

# industry, weight
INDUSTRIES = (
    ("retail", 24),
    ("health", 16),
    ("hospitality", 15),
    ("consulting", 14),
    ("manufacturing", 12),
    ("education", 10),
    ("logistics", 9),
)
MILESTONES = ("data_connected", "first_report", "teammate_invited")
TALK_TRACKS = ("feature_tour", "customer_story")
TRIAL_DAYS = 30
EARLIEST_DAY = -240  # accounts older than this are not in the systems
SINGLE_SHARE = 0.10  # of the people in software, who only ever were leads
SALES_LED_SHARE = 0.12  # accounts that never try, but talk to sales

# Chance to win an account, and what is added by all milestones within 48 hours, by the talk track.
WIN_SHARE, FAST_LIFT, STORY_LIFT = 0.12, 0.36, 0.22
SALES_LED_LIFT = 0.12
FAST_SHARE = 0.42
# Days from the start of the trial to the signature: least and mean beyond it.
FAST_DAYS, SLOW_DAYS, SALES_LED_DAYS = (4.0, 6.0), (14.0, 6.0), (20.0, 25.0)


@dataclass
class Accounts:
    """The accounts of a chunk, arrays of length m; member arrays have one entry for each member."""

    account_id: Array
    name: Array
    domain: Array
    industry: Array
    city: Array
    employees: Array
    seats: Array  # what they would buy
    plan: Array  # index into the plans, -1 while they are only trying
    start_day: Array  # first day of the trial or of the talk with sales
    start: Array  # the same as a time
    is_trial: Array
    is_fast: Array
    milestone_hours: Array  # (m, 3), hours after the start; infinite for never
    track: Array
    is_won: Array  # as it will end, whenever that is
    closed: Array  # time at which it is won or lost
    member_account: Array
    member: Array  # index into people
    is_owner: Array
    singles: Array  # people who never came to an account

    def __len__(self) -> int:
        """Return the number of accounts."""
        return len(self.account_id)


def make(company: Company, people: People, rng: np.random.Generator) -> Accounts:
    """Make accounts out of the people in software; everyone belongs to one at most."""
    users = rng.permutation(np.flatnonzero(people.in_software))
    cut = int(len(users) * SINGLE_SHARE)
    singles, users = users[:cut], users[cut:]
    sizes = 1 + rng.choice(5, len(users), p=[0.56, 0.24, 0.11, 0.06, 0.03])
    sizes = sizes[: np.searchsorted(np.cumsum(sizes), len(users)) + 1]
    if len(sizes):
        sizes[-1] -= int(sizes.sum()) - len(users)
        sizes = sizes[sizes > 0]
    count = len(sizes)
    account = np.repeat(np.arange(count), sizes)
    position = within(sizes)
    owner = users[np.flatnonzero(position == 0)]
    base = int(people.number[0] // CHUNK) * 100_000 if len(people) else 0

    earliest = np.maximum(people.joined_day[owner], EARLIEST_DAY)
    latest = np.minimum(people.left_day[owner], company.settings.days)
    start_day = earliest + (rng.random(count) * np.maximum(latest - earliest, 1)).astype(np.int64)
    start = company.calendar.utc(start_day, rng.uniform(8, 19, count) * 3600)
    is_trial = rng.random(count) >= SALES_LED_SHARE
    is_fast = is_trial & (rng.random(count) < FAST_SHARE)
    track = rng.integers(0, len(TALK_TRACKS), count)
    chance = WIN_SHARE + FAST_LIFT * is_fast + STORY_LIFT * track + SALES_LED_LIFT * ~is_trial
    is_won = rng.random(count) < chance
    closed = _closed(start, is_trial, is_fast, is_won, rng)
    seats = np.maximum(np.rint(np.exp(rng.normal(1.9, 0.8, count))), sizes).astype(np.int64)
    tier = np.where(seats < 6, 0, np.where(seats < 18, 1, 2))
    tier = np.clip(tier + rng.choice([-1, 0, 0, 0, 1], count), 0, 2)
    # Which term is chosen tells nothing else about the account.
    plan = tier * 2 + rng.integers(0, 2, count)
    name, domain = _names(base, count, rng)
    return Accounts(
        account_id=numbered("AC", base + np.arange(count), 8),
        name=name,
        domain=domain,
        industry=np.array([row[0] for row in INDUSTRIES])[
            Lottery([[row[1] for row in INDUSTRIES]]).draw(rng, 0, count)
        ],
        city=people.city[owner].astype(np.int64),
        employees=np.rint(seats * rng.uniform(1.5, 9.0, count)).astype(np.int64),
        seats=seats,
        plan=plan,
        start_day=start_day,
        start=start,
        is_trial=is_trial,
        is_fast=is_fast,
        milestone_hours=_milestones(is_trial, is_fast, rng),
        track=track,
        is_won=is_won,
        closed=closed,
        member_account=account,
        member=users,
        is_owner=position == 0,
        singles=singles,
    )


def _closed(
    start: Array, is_trial: Array, is_fast: Array, is_won: Array, rng: np.random.Generator
) -> Array:
    """Return when each sale ends: won trials within the trial, lost ones weeks after it."""
    size = len(start)
    least, more = (
        np.select([~is_trial, is_fast], [SALES_LED_DAYS[i], FAST_DAYS[i]], SLOW_DAYS[i])
        for i in range(2)
    )
    won = least + rng.gamma(2.0, more / 2)
    won = np.where(is_trial, np.minimum(won, TRIAL_DAYS - 1 - rng.random(size)), won)
    lost = TRIAL_DAYS + rng.gamma(2.0, 9.0, size)
    return np.asarray(start + (np.where(is_won, won, lost) * 86_400e6).astype("timedelta64[us]"))


def days_won_sooner() -> tuple[float, float]:
    """Return how many days sooner the fast sign, and the spread of the days of both.

    Slow ones are cut off at the end of the trial, so that it is less than the constants say.
    """
    rng, size = np.random.default_rng(0), 100_000
    start = np.zeros(size, dtype="datetime64[us]")
    yes, fast = np.ones(size, dtype=bool), np.arange(size) % 2 == 0
    days = (_closed(start, yes, fast, yes, rng) - start).astype(np.float64) / 86_400e6
    return float(days[~fast].mean() - days[fast].mean()), float(days[fast].std())


def _milestones(is_trial: Array, is_fast: Array, rng: np.random.Generator) -> Array:
    """Return hours to each milestone: all three within 48 for the fast, at most two for others."""
    size = len(is_trial)
    fast = np.sort(rng.uniform(0.3, 46.5, (size, 3)), axis=1)
    slow = rng.gamma(1.6, 60.0, (size, 3)) + 2.0
    slow[rng.random((size, 3)) < 0.35] = np.inf
    # One of the three comes late or never; without that the account would be fast.
    laggard = rng.integers(0, 3, size)
    row = np.arange(size)
    too_soon = slow[row, laggard] <= 48.5
    slow[row, laggard] = np.where(too_soon, slow[row, laggard] + 49.0, slow[row, laggard])
    hours = np.where(is_fast[:, None], fast, slow)
    hours[hours > TRIAL_DAYS * 24] = np.inf
    hours[~is_trial] = np.inf
    return np.asarray(hours)


def _names(base: int, count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    first = np.array(names.LAST_FIRST)[rng.integers(0, len(names.LAST_FIRST), count)]
    second = np.array(["werk", "tec", "hof", "soft", "logistik", "haus", "design", "med", "lab"])[
        rng.integers(0, 9, count)
    ]
    legal = np.array([" GmbH", " AG", " KG", " & Partner", ""])[rng.integers(0, 5, count)]
    stem = np.strings.lower(join(first, second))
    for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        stem = np.strings.replace(stem, letter, plain)
    number = (base + np.arange(count)).astype(np.str_)
    return join(first, second, legal), join(stem, "-", number, ".example.com")
