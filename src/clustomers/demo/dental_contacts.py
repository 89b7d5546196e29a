"""Who the practices think their clients are, and the phone calls."""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo.arrays import numbered
from clustomers.demo.company import Company
from clustomers.demo.dental_visits import Visits, spans
from clustomers.demo.people import People
from clustomers.demo.spelling import phones, records
from clustomers.demo.subset import subset

Array = npt.NDArray[Any]

# Planted: more calls are missed at lunch time and on Monday mornings.
MISSED_SHARE, MISSED_AT_NOON, MISSED_ON_MONDAY = 0.10, 0.20, 0.14
CALLED_BACK_SHARE = 0.5
OTHER_CALLS_A_YEAR = 1.6
_HOUR = 3_600_000_000


def clients(
    company: Company, people: People, chosen: Array, visits: Visits, rng: np.random.Generator
) -> dict[str, Array]:
    """Make one record for each client, as somebody at the desk typed it.

    Part of them hold the address before a move, a nickname, a slip in the last name, another
    e-mail address or none: `spelling.records` does that for every system on its own.
    """
    held = records(company, subset(people, chosen), rng)
    first = np.full(len(people), np.datetime64("9999-01-01", "us"))
    np.minimum.at(first, visits.person, visits.booked)
    joined = company.calendar.utc(
        np.minimum(people.joined_day[chosen], company.settings.days - 1),
        rng.uniform(8, 17, len(chosen)) * 3600,
    )
    return {
        "client_id": people.client_id[chosen],
        **held,
        "created_at": np.minimum(joined, first[chosen]),
    }


def calls(
    company: Company,
    people: People,
    chosen: Array,
    practice: Array,
    visits: Visits,
    ids: Array,
    base: int,
    rng: np.random.Generator,
) -> tuple[dict[str, Array], Array]:
    """Make the calls: bookings and cancellations by phone, questions, complaints, confirmations.

    Returns
    -------
    tuple
        The columns of bookings.calls; and how many calls of each person nobody ever took, (n,).
    """
    booked = np.flatnonzero(visits.channel == "phone")
    cancelled = np.flatnonzero(~np.isnat(visits.cancelled) & (rng.random(len(visits)) < 0.5))
    cancelled = cancelled[_is_open(company, visits.cancelled[cancelled])]
    other, other_at = _questions(company, people, chosen, rng)
    complains = rng.random(len(other)) < 0.12
    kinds = np.array(["booked", "information", "quote", "complaint"])
    kind = np.concatenate(
        [
            np.zeros(len(booked)),
            np.ones(len(cancelled)),
            np.where(complains, 3, np.where(rng.random(len(other)) < 0.3, 2, 1)),
        ]
    ).astype(np.int64)
    person = np.concatenate([visits.person[booked], visits.person[cancelled], other])
    at = np.concatenate([visits.booked[booked], visits.cancelled[cancelled], other_at])
    size = len(at)
    duration = rng.gamma(2.5, np.array([75.0, 40.0, 95.0, 140.0])[kind], size)
    answered = rng.random(size) >= _missed_share(at)
    # A booking by phone happened: the practice called back. Other calls may be lost.
    later = ~answered & ((kind == 0) | (rng.random(size) < CALLED_BACK_SHARE))
    at = at - np.where(later, rng.uniform(0.2, 1.5, size) * _HOUR, 0).astype("timedelta64[us]")
    spoke = answered | later
    appointment = np.full(size, "", dtype=ids.dtype)
    appointment[: len(booked)] = ids[booked]
    known = rng.random(size) < 0.85
    keeps = at < company.calendar.end
    columns = {
        "call_id": numbered("CA", base + np.arange(size), 10),
        "location_id": company.stores.store_id[practice[person]],
        "client_id": np.where(known | (kind == 0), people.client_id[person], ""),
        "phone": np.where(rng.random(size) < 0.1, "", phones(people.phone[person], rng)),
        "direction": np.where(rng.random(size) < 0.97, "inbound", "outbound"),
        "outcome": np.where(spoke, kinds[kind], "none"),
        "appointment_id": appointment,
        "wait_seconds": np.round(np.where(answered, rng.gamma(1.5, 12.0, size), 45.0), 1),
        "duration_seconds": np.where(spoke, np.round(duration, 1), 0.0),
        "is_answered": answered,
        "is_answered_later": later,
        "called_at": at,
    }
    columns["direction"] = np.where(answered, columns["direction"], "inbound")
    lost = np.bincount(person[~spoke & keeps], minlength=len(people)).astype(np.float64)
    return {name: values[keeps] for name, values in columns.items()}, lost


def _questions(
    company: Company, people: People, chosen: Array, rng: np.random.Generator
) -> tuple[Array, Array]:
    first, length = spans(company, people, chosen)
    length = np.minimum(length, company.settings.days - first).clip(0)
    client = np.repeat(np.arange(len(chosen)), rng.poisson(OTHER_CALLS_A_YEAR * length / 365))
    size = len(client)
    day = first[client] + (rng.random(size) * length[client]).astype(np.int64)
    # Nobody answers on Sundays and holidays, and few try.
    day -= np.where(company.calendar.weekday[day] == 7, 2, 0)
    day -= np.where(company.calendar.weekday[day] == 6, 1, 0)
    hour = 8 + 10 * rng.beta(1.1, 1.3, size)
    return chosen[client], company.calendar.utc(day, hour * 3600)


def _local_hour(at: Array) -> Array:
    # An hour more or less in winter does not matter for how busy the desk is.
    return np.asarray((at.astype(np.int64) // _HOUR + 2) % 24)


def _is_open(company: Company, at: Array) -> Array:
    hour = _local_hour(at)
    return np.asarray((hour >= 8) & (hour < 18))


def _missed_share(at: Array) -> Array:
    hour = _local_hour(at)
    is_monday = (at.astype("datetime64[D]").astype(np.int64) + 3) % 7 == 0
    return np.asarray(
        MISSED_SHARE
        + MISSED_AT_NOON * ((hour >= 12) & (hour < 14))
        + MISSED_ON_MONDAY * (is_monday & (hour < 11))
    )
