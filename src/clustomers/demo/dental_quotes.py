"""Quotes of the practices: asked for, sent, and accepted more often when they come fast."""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo.arrays import Lottery
from clustomers.demo.company import Company
from clustomers.demo.dental_visits import PROCEDURES, spans
from clustomers.demo.people import People

Array = npt.NDArray[Any]

QUOTES_A_YEAR = 0.75
# A quote that is sent within two days is accepted more often.
ACCEPTANCE_SHARE, FAST_QUOTE_LIFT = 0.36, 0.18

_DAY = 86_400_000_000
# From here on, a client remembers how long the quote took.
SLOW_QUOTE = np.timedelta64(4 * _DAY, "us")


def make(
    company: Company, people: People, clients: Array, rng: np.random.Generator
) -> dict[str, Array]:
    """Return the quotes of a chunk's clients, arrays of one length by name."""
    first, length = spans(company, people, clients)
    length = np.minimum(length, company.settings.days - first).clip(0)
    count = rng.poisson(QUOTES_A_YEAR * length / 365)
    client = np.repeat(np.arange(len(clients)), count)
    size = len(client)
    day = first[client] + (rng.random(size) * length[client]).astype(np.int64)
    is_fast = rng.random(size) < 0.5
    turnaround = np.where(is_fast, rng.uniform(0.1, 1.9, size), 2.1 + rng.exponential(3.0, size))
    accepts = rng.random(size) < ACCEPTANCE_SHARE + FAST_QUOTE_LIFT * is_fast
    requested = company.calendar.utc(day, rng.uniform(8, 20, size) * 3600)
    sent = requested + (turnaround * _DAY).astype("timedelta64[us]")
    decided = sent + (rng.gamma(2.0, 3.0, size) * _DAY).astype("timedelta64[us]")
    lottery = Lottery([[row[2] for row in PROCEDURES]])
    return {
        "person": clients[client],
        "procedure": lottery.draw(rng, 0, size).astype(np.int64),
        "accepts": accepts,
        "declines": ~accepts & (rng.random(size) < 0.6),
        "requested": requested,
        "sent": sent,
        "decided": decided,
        "factor": rng.uniform(0.9, 1.25, size),
        "by_phone": rng.random(size) < 0.55,
    }


def columns(
    company: Company, people: People, quotes: dict[str, Array], ids: Array, practice: Array
) -> dict[str, Array]:
    """Return bookings.quotes; ``practice`` is the store of each person."""
    end, nothing = company.calendar.end, np.datetime64("NaT", "us")
    sent, decided = quotes["sent"], quotes["decided"]
    says = quotes["accepts"] | quotes["declines"]
    status = np.select(
        [sent >= end, says & (decided < end), sent + np.timedelta64(30 * _DAY, "us") < end],
        ["requested", np.where(quotes["accepts"], "accepted", "declined"), "expired"],
        "sent",
    )
    names = np.array([row[0] for row in PROCEDURES])
    price = np.array([row[4] for row in PROCEDURES])[quotes["procedure"]]
    return {
        "quote_id": ids,
        "location_id": company.stores.store_id[practice[quotes["person"]]],
        "client_id": people.client_id[quotes["person"]],
        "procedure_type": names[quotes["procedure"]],
        "status": status,
        "quote_amount": np.round(price * quotes["factor"], 2),
        "requested_at": quotes["requested"],
        "sent_at": np.where(sent < end, sent, nothing),
        "decided_at": np.where(says & (decided < end), decided, nothing),
    }
