"""Visits to the practices, and the chairs that have room for them.

Every chunk of people books chairs of its own, so that no chair is booked twice at any size.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo.arrays import Lottery, numbered
from clustomers.demo.calendar import Calendar
from clustomers.demo.company import Company
from clustomers.demo.people import People

Array = npt.NDArray[Any]

# name, weight of a routine visit, weight of a quote, minutes, price, cost, extra risk of a loss
PROCEDURES = (
    ("check-up", 36, 0, 30, 62.0, 24.0, -0.02),
    ("cleaning", 30, 0, 45, 95.0, 36.0, -0.01),
    ("filling", 20, 0, 45, 145.0, 58.0, 0.0),
    ("emergency", 6, 0, 30, 88.0, 40.0, -0.02),
    ("orthodontic review", 8, 10, 30, 84.0, 33.0, 0.0),
    ("root canal", 0, 25, 75, 430.0, 165.0, 0.04),
    ("crown", 0, 35, 60, 640.0, 275.0, 0.02),
    ("implant", 0, 15, 90, 1_900.0, 910.0, 0.04),
    ("whitening", 0, 15, 60, 320.0, 90.0, 0.02),
)
# By behavioural type: check-ups and courses of treatment.
VISITS_A_YEAR = (5.0, 4.6, 4.4, 4.0, 5.6)
# A dentist is kept for longer than a café.
STAYS_DAYS = 365
UTILISATION = 0.72  # planned minutes of the available ones
AHEAD_DAYS = 60  # how far appointments are booked into the future
MINUTES = np.array([row[3] for row in PROCEDURES])
RISK = np.array([row[6] for row in PROCEDURES])
_CHANNELS = np.array(["phone", "web", "desk"])


@dataclass
class Visits:
    """Planned visits, arrays of one length; times are UTC."""

    person: Array
    day: Array  # wished day number
    procedure: Array
    lead_days: Array
    quote: Array  # index into the quotes, -1 for none
    origin: Array  # the visit it takes the place of, -1 for none
    source: Array = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    practice: Array = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    chair: Array = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    starts: Array = field(default_factory=lambda: np.empty(0, dtype="datetime64[us]"))
    booked: Array = field(default_factory=lambda: np.empty(0, dtype="datetime64[us]"))
    cancelled: Array = field(default_factory=lambda: np.empty(0, dtype="datetime64[us]"))
    status: Array = field(default_factory=lambda: np.empty(0, dtype="U9"))
    rebooks: Array = field(default_factory=lambda: np.empty(0, dtype=bool))
    channel: Array = field(default_factory=lambda: np.empty(0, dtype="U5"))
    # It was booked after this: the cancellation or the quote that it follows.
    not_before: Array = field(default_factory=lambda: np.empty(0, dtype="datetime64[us]"))

    def __len__(self) -> int:
        """Return the number of visits."""
        return len(self.person)

    def kept(self, chosen: Array) -> "Visits":
        """Return the chosen visits."""
        return Visits(
            **{
                name: values[chosen] if len(values) == len(self) else values
                for name, values in vars(self).items()
            }
        )

    def joined(self, other: "Visits") -> "Visits":
        """Return these visits and then the others."""
        return Visits(
            **{
                name: np.concatenate([values, vars(other)[name]])
                for name, values in vars(self).items()
            }
        )


def home_practices(company: Company, people: People) -> Array:
    """Return the practice (index of the store) of each person: in the city, else the same one."""
    first, count = company.stores.by_city("practice", len(company.cities))
    places = company.stores.of("practice")
    at_home = first[people.city] + people.number % np.maximum(count[people.city], 1)
    return np.where(count[people.city] > 0, at_home, places[people.city % len(places)])


def spans(company: Company, people: People, clients: Array) -> tuple[Array, Array]:
    """Return the first and the last day of each client in the calendar."""
    first = np.maximum(people.joined_day[clients], 0)
    stays = people.left_day[clients] + STAYS_DAYS
    last = np.minimum(stays, company.settings.days + AHEAD_DAYS)
    return first, np.maximum(last - first, 0)


@dataclass
class Rooms:
    """The chairs of a chunk: when they are open, and how much of each day is taken."""

    chair_id: Array
    practice: Array  # store of each chair
    first: Array  # by store: number of its first chair
    count: Array  # by store: number of its chairs
    minutes: Array  # by chair: minutes a day it is open
    next_open: Array  # chair x day: the day itself, or the next one on which it is open
    taken: Array  # chair x day: minutes
    calendar: Calendar  # runs on beyond the as-of date

    @classmethod
    def of(
        cls,
        company: Company,
        people: People,
        clients: Array,
        practice: Array,
        chunk: int,
        rng: np.random.Generator,
    ) -> "Rooms":
        """Open as many chairs, days and minutes as these clients are expected to need."""
        days = company.settings.days + 2 * AHEAD_DAYS
        calendar = Calendar(company.settings.start, days)
        mean = np.average([row[3] for row in PROCEDURES], weights=[row[1] for row in PROCEDURES])
        _, length = spans(company, people, clients)
        active = length / max(company.settings.days + AHEAD_DAYS, 1)
        yearly = (np.array(VISITS_A_YEAR)[people.kind[clients]] * 1.1) * active
        stores = len(company.stores)
        weekly = np.bincount(practice[clients], yearly, stores) * mean / 52 / UTILISATION
        weekly = weekly * rng.uniform(0.9, 1.1, stores)
        chairs = np.where(weekly > 0, np.ceil(weekly / (5 * 480)), 0).astype(np.int64)
        store = np.repeat(np.arange(stores), chairs)
        share = weekly[store] / chairs[store]
        open_days = np.clip(np.ceil(share / 240), 1, 5).astype(np.int64)
        minutes = np.clip(np.ceil(share / open_days / 30) * 30, 90, 480).astype(np.int64)
        order = np.array([2, 4, 1, 3, 5])  # Tuesday first
        is_open = np.zeros((len(store), 8), dtype=bool)
        for rank, weekday in enumerate(order.tolist()):
            is_open[:, weekday] = open_days > rank
        by_day = is_open[:, calendar.weekday] & ~calendar.is_holiday
        number = np.where(by_day, np.arange(days), days - 1)
        next_open = np.minimum.accumulate(number[:, ::-1], axis=1)[:, ::-1]
        starts = np.cumsum(chairs) - chairs
        within = np.arange(len(store)) - starts[store]
        serial = numbered("-", chunk * 10 + within + 1, 5)
        return cls(
            np.strings.add(company.stores.store_id[store], serial),
            store,
            starts,
            chairs,
            minutes,
            next_open,
            np.zeros((len(store), days), dtype=np.int64),
            calendar,
        )

    def place(self, visits: Visits, rng: np.random.Generator) -> Visits:
        """Give each visit a chair and a time; those for which no day has room are not booked."""
        size = len(visits)
        chair = self.first[visits.practice] + (
            rng.random(size) * self.count[visits.practice]
        ).astype(np.int64)
        last = self.taken.shape[1] - 1
        minutes = MINUTES[visits.procedure]
        day = self.next_open[chair, visits.day.clip(0, last)]
        offset = np.full(size, -1)
        waiting = np.arange(size)
        for _ in range(8):
            key = chair[waiting] * (last + 1) + day[waiting]
            order = np.argsort(key, kind="stable")
            ranked, need = key[order], minutes[waiting[order]]
            before = np.cumsum(need) - need
            is_first = np.append(True, ranked[1:] != ranked[:-1])[: len(ranked)]
            before -= np.maximum.accumulate(np.where(is_first, before, 0))
            start = self.taken.ravel()[ranked] + before
            fits = start + need <= self.minutes[chair[waiting[order]]]
            placed = waiting[order[fits]]
            offset[placed] = start[fits]
            np.maximum.at(self.taken.reshape(-1), ranked[fits], (start + need)[fits])
            waiting = waiting[order[~fits]]
            day[waiting] = self.next_open[chair[waiting], (day[waiting] + 1).clip(0, last)]
        visits.chair, visits.day = chair, day
        visits.starts = self.calendar.utc(day, 8 * 3600 + offset * 60.0)
        visits.channel = _CHANNELS[Lottery([[55, 35, 10]]).draw(rng, 0, size)]
        at_desk = rng.uniform(8, 17.9, size)
        hour = np.where(visits.channel == "web", rng.uniform(7, 23, size), at_desk)
        booked = self.calendar.utc(day - visits.lead_days.astype(np.int64).clip(2), hour * 3600)
        follows = visits.not_before > booked
        visits.channel = np.where(follows, "web", visits.channel)
        visits.booked = np.where(
            follows,
            visits.not_before + np.timedelta64(20 * 60_000_000, "us"),
            booked,
        )
        return visits.kept((offset >= 0) & (day < last))

    def columns(self, company: Company) -> dict[str, Array]:
        """Return one row per chair and open day, up to the as-of date."""
        days = company.settings.days
        chair, day = np.nonzero(self.next_open[:, :days] == np.arange(days))
        return {
            "location_id": company.stores.store_id[self.practice[chair]],
            "chair_id": self.chair_id[chair],
            "available_minutes": self.minutes[chair],
            "capacity_date": company.calendar.dates[day],
        }
