"""A small demo company's digital side, made once for all tests of it."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import baskets, messages, people, purchases, sales, visits
from clustomers.demo.columns import Events, milliseconds
from clustomers.demo.company import Company, Settings
from clustomers.demo.people import People
from clustomers.demo.purchases import Orders


@dataclass(frozen=True)
class Made:
    company: Company
    plan: visits.Plan
    people: People
    orders: Orders
    messages: dict[tuple[str, str], dict[str, Any]]
    clicks: visits.Clicks
    digital: visits.Digital


@cache
def made(customers: int = 5_000, seed: int = 3) -> Made:
    """Return one chunk: the first, of so many customers."""
    settings = Settings(customers=customers, seed=seed, as_of=date(2026, 9, 30))
    company = Company.of(settings)
    them = people.make(company, 0, min(customers, 5_000), settings.rng(0, "people"))
    plan = visits.Plan.of(company)
    rng = settings.rng(0, "purchases")
    drafts = purchases.draft(company, plan.media, them, rng)
    lines = baskets.fill(company, them, drafts, rng)
    size = len(drafts)
    orders = purchases.finish(
        company,
        them,
        drafts,
        lines.by_order(lines.net, size) / 100,
        sales.first_products(company, lines),
        lines.by_order(lines.quantity, size).astype(np.int16),
        rng,
    )
    tables, clicks = messages.touches(plan, them, settings.rng(0, "marketing"))
    digital = visits.digital(plan, them, orders, settings.rng(0, "visits"), clicks)
    return Made(company, plan, them, orders, tables, clicks, digital)


def texts(column: Any) -> npt.NDArray[np.str_]:
    """Return a coded column as plain texts, empty where missing."""
    return np.append(np.asarray(column.words, dtype=np.str_), "")[column.codes]


def by_rule(events: Events) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return visitor and start of each session by the rule of 30 minutes, written out anew."""
    own = events["_visitor"] >= 0
    who, at = events["_visitor"][own], milliseconds(events["occurred_at"])[own]
    order = np.lexsort((at, who))
    who, at = who[order], at[order]
    begins = np.append(True, (np.diff(who) != 0) | (np.diff(at) > 30 * 60 * 1000))
    return who[begins], at[begins]


def reached(events: Events, name: str) -> npt.NDArray[np.bool_]:
    """Return for each visit whether it has such an event."""
    found = np.zeros(int(events["_session"].max()) + 1, dtype=bool)
    event = events["source_event"]
    found[events["_session"][event.codes == list(event.words).index(name)]] = True
    return found
