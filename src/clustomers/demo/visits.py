"""The digital events of a chunk: web sites, ordering app, till tablets and the shop's servers."""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import (
    app_visits,
    behaviour,
    journeys,
    replays,
    server_events,
    web_columns,
)
from clustomers.demo.browsing import Clicks, Plan, Visits, visits
from clustomers.demo.columns import Events
from clustomers.demo.company import CHUNK, Company
from clustomers.demo.experiments import visitor_assignments
from clustomers.demo.people import People
from clustomers.demo.purchases import Orders
from clustomers.demo.site import SHOP
from clustomers.demo.timing import Expanded, apart, expanded

Numbers = npt.NDArray[Any]
__all__ = ["Clicks", "Digital", "Plan", "make"]


class Digital:
    """What a chunk leaves in the collectors.

    Attributes
    ----------
    events
        Events by collector: ``web``, ``app`` and ``server``.
    tables
        Further rows to land, by system and table: replays and experiment assignments.
    """

    def __init__(self, events: dict[str, Events], tables: list[tuple[str, str, Events]]) -> None:
        self.events = events
        self.tables = tables


def digital(
    plan: Plan,
    people: People,
    orders: Orders,
    rng: np.random.Generator,
    clicks: Clicks | None = None,
) -> Digital:
    """Return events, replays and assignments of a chunk.

    Parameters
    ----------
    plan
        What all chunks share, made once by ``Plan.of(company)``.
    people, orders
        The chunk.
    rng
        Random numbers: ``settings.rng(chunk, "visits")``.
    clicks
        Clicks in messages (`messages.touches`), each of which opens the shop.
    """
    chunk = int(people.number[0]) // CHUNK if len(people) else 0
    templates = journeys.web()
    every = visits(plan, people, orders, clicks, rng)
    behaviour.choose(plan, people, every, rng)
    steps = expanded(templates, every.template, rng)
    every, steps = _settled(plan, every, steps, orders)
    web = web_columns.make(plan, people, orders, every, steps, chunk, rng)
    recorded = replays.make(plan, people, every, steps, web, chunk, rng)
    app = app_visits.make(plan.company, plan.campaigns, people, orders, chunk, rng)
    server = server_events.make(plan.company, people, orders, web, app, chunk, rng)
    tables = [("web", "session_replays", recorded)]
    in_shop = every.take(every.site == SHOP)
    names = np.stack([people.primary_anonymous_id, people.secondary_anonymous_id], axis=1).ravel()
    for rows in visitor_assignments(
        plan.company,
        in_shop.visitor,
        names,
        people.number[in_shop.person] * 2 + in_shop.slot,
        (in_shop.start * 1000).view("datetime64[us]"),
        in_shop.day.astype(np.int64),
    ):
        tables.append(("experiments", "assignments", rows))
    return Digital({"web": web, "app": app, "server": server}, tables)


def make(
    company: Company, people: People, orders: Orders, rng: np.random.Generator
) -> dict[str, Events]:
    """Return the events of a chunk by collector: ``web``, ``app`` and ``server``.

    The plan is made anew; `digital` takes one that is made once for all chunks.
    """
    return digital(Plan.of(company), people, orders, rng).events


def _settled(plan: Plan, every: Visits, steps: Expanded, orders: Orders) -> tuple[Visits, Expanded]:
    """Move the visits that order onto their orders; drop those that come too close to others."""
    templates = journeys.web()
    length = templates.length[every.template]
    ends = np.cumsum(length)
    total = steps.offset[ends - 1] if len(every) else steps.offset
    buys = np.flatnonzero(every.order >= 0)
    bought = (ends - length)[buys] + templates.bought[every.template[buys]]
    at = orders.at[every.order[buys]].astype("datetime64[ms]").astype(np.int64)
    # The browser hears of the order a moment after the server took it.
    every.start[buys] = at + 400 - steps.offset[bought]
    kept = apart(every.visitor, every.start, every.start + total, every.order >= 0)
    last = plan.company.calendar.end.astype("datetime64[ms]").astype(np.int64)
    kept &= (every.start + total + 5_000 < last) | (every.order >= 0)
    rows = np.repeat(kept, length)
    renumbered = (np.cumsum(kept) - 1).astype(np.int32)
    return every.take(kept), Expanded(
        renumbered[steps.visit[rows]],
        steps.row[rows],
        steps.position[rows],
        steps.gap[rows],
        steps.offset[rows],
    )
