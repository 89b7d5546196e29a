"""The practices: appointments, quotes and what the chairs have room for.

Cancellations pile up in the last 24 hours. Three dated steps lower them and the no-shows by sizes
that `effects` states; each takes the same share off every appointment from its day on, so that the
planted size is the true average effect.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import dental_contacts, dental_quotes
from clustomers.demo.arrays import Lottery, numbered
from clustomers.demo.company import CHUNK, Company
from clustomers.demo.dental_outcomes import (
    LAST_MINUTE_SHARE,
    NO_SHOW_SHARE,
    ONE_CLICK_NO_SHOWS,
    REBOOKING_LATE,
    SMS_FAQ_LATE,
    decide,
    rebooked,
    step_days,
)
from clustomers.demo.dental_quotes import ACCEPTANCE_SHARE, FAST_QUOTE_LIFT, SLOW_QUOTE
from clustomers.demo.dental_visits import (
    MINUTES,
    PROCEDURES,
    VISITS_A_YEAR,
    Rooms,
    Visits,
    home_practices,
    spans,
)
from clustomers.demo.people import People
from clustomers.demo.planted import Effect, detectable_share

Array = npt.NDArray[Any]
Tables = dict[tuple[str, str], dict[str, Array]]

# For the samples of `effects`: what a customer of any line comes to on average.
_APPOINTMENTS_A_CUSTOMER_YEAR, _QUOTES_A_CUSTOMER_YEAR = 0.62, 0.08

_HOUR = 3_600_000_000
_DAY = 24 * _HOUR


def effects(company: Company) -> list[Effect]:
    """Return what is planted in the practices, with the samples that show it."""
    one_click, rebooking, faq = step_days(company)
    days = company.settings.days
    a_day = company.settings.customers * _APPOINTMENTS_A_CUSTOMER_YEAR / 365
    rows = []
    for name, metric, size, base, first, middle, last, note in (
        (
            "dental_one_click_confirmation",
            "no_show_share",
            -ONE_CLICK_NO_SHOWS,
            NO_SHOW_SHARE,
            0,
            one_click,
            rebooking,
            "all appointments that start from that day on",
        ),
        (
            "dental_rebooking_link",
            "last_minute_cancellation_share",
            -REBOOKING_LATE,
            LAST_MINUTE_SHARE,
            one_click,
            rebooking,
            faq,
            "cancelled less than 24 hours before",
        ),
        (
            "dental_sms_faq",
            "last_minute_cancellation_share",
            -SMS_FAQ_LATE,
            LAST_MINUTE_SHARE - REBOOKING_LATE,
            rebooking,
            faq,
            days,
            "cancelled less than 24 hours before",
        ),
    ):
        n_before, n_after = int(a_day * (middle - first)), int(a_day * (last - middle))
        rows.append(
            Effect(
                name,
                "dental",
                metric,
                size,
                "share",
                "appointments between the step before and the step after",
                n_before + n_after,
                detectable_share(base, n_before, n_after),
                middle,
                last,
                note,
            )
        )
    quotes = int(company.settings.customers * _QUOTES_A_CUSTOMER_YEAR * days / 365 / 2)
    rows.append(
        Effect(
            "dental_fast_quote",
            "dental",
            "quote_acceptance_share",
            FAST_QUOTE_LIFT,
            "share",
            "quotes sent within two days against later ones",
            2 * quotes,
            detectable_share(ACCEPTANCE_SHARE + FAST_QUOTE_LIFT / 2, quotes, quotes),
            0,
            days,
            "about half of the quotes are fast, at random",
        )
    )
    return rows


def make(company: Company, people: People, rng: np.random.Generator) -> Tables:
    """Make what a chunk of people did with the practices.

    Parameters
    ----------
    company
        The demo company.
    people
        A chunk of people; those with ``in_dental`` are clients.
    rng
        ``settings.rng(chunk, "dental")``.

    Returns
    -------
    dict
        Columns by (system, table): bookings.clients, calls, quotes, appointments and capacity; and
        under ("experience", "dental") what each person went through, arrays of shape (n,) for
        `voice.make`, which do not land.
    """
    clients = np.flatnonzero(people.in_dental)
    if not len(clients):
        names = ("cancelled_late", "no_shows", "visits", "slow_quotes", "missed_calls")
        return {("experience", "dental"): dict.fromkeys(names, np.zeros(len(people)))}
    base = int(people.number[0] // CHUNK) * 1_000_000 if len(people.number) else 0
    practice = home_practices(company, people)
    quotes = dental_quotes.make(company, people, clients, rng)
    visits = _visits(company, people, clients, quotes, rng)
    rooms = Rooms.of(company, people, clients, practice, base // 1_000_000, rng)
    visits.practice = practice[visits.person]
    visits = rooms.place(visits, rng)
    visits.source = np.arange(len(visits))
    decide(company, people, visits, rng)
    again = rebooked(company, visits, rng)
    again.practice = practice[again.person]
    again = rooms.place(again, rng)
    decide(company, people, again, rng, can_rebook=False)
    both = visits.joined(again)
    known = both.kept(both.booked < company.calendar.end)
    ids = numbered("AP", base + np.arange(len(known)), 10)
    quote_ids = numbered("QU", base + np.arange(len(quotes["person"])), 10)
    tables: Tables = {
        ("bookings", "appointments"): _appointment_columns(
            company, people, known, ids, _followed_by(known, ids), quote_ids, rooms, rng
        ),
        ("bookings", "quotes"): dental_quotes.columns(company, people, quotes, quote_ids, practice),
        ("bookings", "capacity"): rooms.columns(company),
        ("bookings", "clients"): dental_contacts.clients(company, people, clients, known, rng),
    }
    calls, missed = dental_contacts.calls(company, people, clients, practice, known, ids, base, rng)
    tables["bookings", "calls"] = calls
    slow = quotes["sent"] - quotes["requested"] > SLOW_QUOTE
    tables["experience", "dental"] = {
        "cancelled_late": _count(people, known.person, _is_late(known)),
        "no_shows": _count(people, known.person, known.status == "no_show"),
        "visits": _count(people, known.person, known.status == "completed"),
        "slow_quotes": _count(people, quotes["person"], slow),
        "missed_calls": missed,
    }
    return tables


def _is_late(visits: Visits) -> Array:
    """Return which visits were cancelled less than 24 hours before."""
    return np.asarray(visits.starts - visits.cancelled < np.timedelta64(_DAY, "us"))


def _count(people: People, person: Array, chosen: Array) -> Array:
    return np.bincount(person[chosen], minlength=len(people)).astype(np.float64)


def _followed_by(visits: Visits, ids: Array) -> Array:
    """Return the id of the visit that took the place of each, empty for none."""
    follow = np.full(len(visits), "", dtype=ids.dtype)
    if not len(visits):
        return follow
    row_of = np.full(int(visits.source.max()) + 1, -1)
    first = np.flatnonzero(visits.source >= 0)
    row_of[visits.source[first]] = first
    again = np.flatnonzero(visits.origin >= 0)
    follow[row_of[visits.origin[again]]] = ids[again]
    return follow


def company_tables(company: Company) -> Tables:
    """Make what belongs to no client: the hours in which services are offered."""
    practices = company.stores.of("practice")
    start = np.datetime64(company.settings.start, "D")
    widened = start + company.settings.days // 3
    rows = [
        ("hygiene", "08:00", "18:00", start),
        ("treatment", "08:00", "16:00", start),
        ("emergency", "08:00", "10:00", start),
        ("emergency", "08:00", "12:00", widened),
    ]
    count = len(practices) * 5
    columns = list(zip(*rows, strict=True))
    return {
        ("bookings", "service_windows"): {
            "location_id": np.tile(np.repeat(company.stores.store_id[practices], 5), len(rows)),
            "service_type": np.repeat(np.array(columns[0]), count),
            "start_time": np.repeat(np.array(columns[1]), count),
            "end_time": np.repeat(np.array(columns[2]), count),
            "weekday": np.tile(np.arange(1, 6), len(practices) * len(rows)),
            "valid_from_date": np.repeat(np.array(columns[3], dtype="datetime64[D]"), count),
        }
    }


def _visits(
    company: Company,
    people: People,
    clients: Array,
    quotes: dict[str, Array],
    rng: np.random.Generator,
) -> Visits:
    first, length = spans(company, people, clients)
    rate = np.array(VISITS_A_YEAR)[people.kind[clients]]
    count = rng.poisson(rate * length / 365)
    client = np.repeat(np.arange(len(clients)), count)
    day = first[client] + (rng.random(len(client)) * length[client]).astype(np.int64)
    routine = Lottery([[row[1] for row in PROCEDURES]]).draw(rng, 0, len(client))
    # Nobody cancels less than a day ahead what was booked this morning: two days at least.
    lead = 2.0 + rng.gamma(2.0, 8.0, len(client))
    accepted = np.flatnonzero(quotes["accepts"])
    decided = (
        quotes["decided"][accepted].astype("datetime64[D]")
        - np.datetime64(company.settings.start, "D")
    ).astype(np.int64)
    wait = 3.0 + rng.gamma(2.0, 6.0, len(accepted))
    size = len(client) + len(accepted)
    return Visits(
        person=np.concatenate([clients[client], quotes["person"][accepted]]),
        day=np.concatenate([day, decided + 1 + wait.astype(np.int64)]),
        procedure=np.concatenate([routine, quotes["procedure"][accepted]]).astype(np.int64),
        lead_days=np.concatenate([lead, wait]),
        quote=np.concatenate([np.full(len(client), -1), accepted]),
        origin=np.full(size, -1),
        source=np.full(size, -1),
        not_before=np.concatenate(
            [np.full(len(client), np.datetime64("NaT", "us")), quotes["decided"][accepted]]
        ),
    )


def _appointment_columns(
    company: Company,
    people: People,
    visits: Visits,
    ids: Array,
    follow: Array,
    quote_ids: Array,
    rooms: Rooms,
    rng: np.random.Generator,
) -> dict[str, Array]:
    one_click, _, faq = step_days(company)
    size, end = len(visits), company.calendar.end
    nothing = np.datetime64("NaT", "us")
    over = np.where(np.isnat(visits.cancelled), end, np.minimum(visits.cancelled, end))
    draw = rng.random(size)
    confirmed = visits.starts - (rng.uniform(25, 70, size) * _HOUR).astype("timedelta64[us]")
    confirmed = np.maximum(confirmed, visits.booked + np.timedelta64(_HOUR // 2, "us"))
    after = visits.day >= one_click
    kind = np.where(after & (draw < 0.64), "one_click", "")
    kind = np.where(np.where(after, draw > 0.92, draw < 0.30), "phone", kind)
    kind = np.where(confirmed < over, kind, "")
    reminded = visits.starts - (rng.uniform(30, 48, size) * _HOUR).astype("timedelta64[us]")
    reminded = np.maximum(reminded, visits.booked + np.timedelta64(_HOUR // 4, "us"))
    draw = rng.random(size)
    before = np.where(draw < 0.55, "email", np.where(draw < 0.80, "sms", ""))
    with_faq = np.where(draw < 0.72, "sms_faq", np.where(draw < 0.94, "email", ""))
    reminder = np.where(visits.day >= faq, with_faq, before)
    reminder = np.where(reminded < over, reminder, "")
    price = np.array([row[4] for row in PROCEDURES])[visits.procedure]
    cost = np.array([row[5] for row in PROCEDURES])[visits.procedure]
    price = np.round(price * rng.choice([0.9, 1.0, 1.0, 1.1], size), 2)
    names = np.array([row[0] for row in PROCEDURES])
    return {
        "appointment_id": ids,
        "location_id": company.stores.store_id[visits.practice],
        "client_id": people.client_id[visits.person],
        "chair_id": rooms.chair_id[visits.chair],
        "procedure_type": names[visits.procedure],
        "quote_id": np.where(visits.quote >= 0, quote_ids[visits.quote], "")
        if len(quote_ids)
        else np.full(size, ""),
        "booking_channel": visits.channel,
        "status": visits.status,
        "confirmation_kind": kind,
        "reminder_kind": reminder,
        "rebooked_appointment_id": follow,
        "price_amount": price,
        "cost_amount": np.round(cost * rng.uniform(0.95, 1.05, size), 2),
        "duration_minutes": MINUTES[visits.procedure],
        "booked_at": visits.booked,
        "starts_at": visits.starts,
        "confirmed_at": np.where(kind != "", confirmed, nothing),
        "reminded_at": np.where(reminder != "", reminded, nothing),
        "cancelled_at": visits.cancelled,
    }
