"""Recordings of page views: how pages were scrolled, and where they hurt."""

import numpy as np

from clustomers.demo import journeys
from clustomers.demo.browsing import Plan, Visits, is_mobile
from clustomers.demo.columns import Coded, Events, serial
from clustomers.demo.people import People
from clustomers.demo.timing import Expanded
from clustomers.demo.web_columns import WEB_ID_BLOCK


def make(
    plan: Plan,
    people: People,
    every: Visits,
    steps: Expanded,
    web: Events,
    chunk: int,
    rng: np.random.Generator,
) -> Events:
    """Return recordings of the page views of one visit in eight.

    Where the checkout is slow or lacks what visitors look for, they click in vain and turn back.
    """
    codes = journeys.web()
    event = web["source_event"].codes
    seen = (event == codes.codes("page_view")[0]) & (every.start // 1000 % 8 == 0)[steps.visit]
    rows = np.flatnonzero(seen)
    visit = steps.visit[rows]
    slot = codes.slot[steps.row[rows]]
    mobile = is_mobile(people, every.visitor[visit])
    pay = slot == journeys.SLOTS.index("payment")
    ship = slot == journeys.SLOTS.index("shipping")
    slow = pay & mobile
    lacking = (pay & (every.day[visit] < plan.mended.payment_day)) | (
        ship & (every.day[visit] < plan.mended.shipping_day)
    )
    hurt = 0.04 + 0.70 * slow + 0.35 * lacking
    load = rng.lognormal(7.3 + 1.2 * slow + 0.2 * mobile, 0.35)
    started = web["occurred_at"][rows]
    seconds = 4 + rng.exponential(30.0, len(rows))
    return {
        "replay_id": serial("r", chunk * WEB_ID_BLOCK + np.arange(len(rows))),
        "anonymous_id": Coded(web["anonymous_id"].codes[rows], web["anonymous_id"].words),
        "page_url": Coded(web["page_url"].codes[rows], web["page_url"].words),
        "page_type": Coded(web["page_type"].codes[rows], web["page_type"].words),
        "device_type": Coded(web["device_type"].codes[rows], web["device_type"].words),
        "max_scroll_percent": rng.integers(10, 101, len(rows)),
        "rage_click_count": rng.poisson(hurt * 0.8),
        "dead_click_count": rng.poisson(hurt * 1.3),
        "error_count": rng.poisson(0.02 + 0.5 * slow),
        "quick_back_count": rng.poisson(0.03 + 0.5 * lacking),
        "load_milliseconds": load.astype(np.int64),
        "started_at": started,
        "ended_at": started + (seconds * 1e6).astype("timedelta64[us]"),
    }
