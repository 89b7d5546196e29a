"""What visits to the web sites do: where they land, what they see, where friction stops them."""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import experiments, friction, journeys, landing
from clustomers.demo.browsing import Plan, Visits
from clustomers.demo.columns import drawn
from clustomers.demo.people import People
from clustomers.demo.site import CAFE, DENTAL, SHOP, SOFTWARE, WITHOUT_PROOF_PAGES

Numbers = npt.NDArray[Any]

_BROWSING = {
    SHOP: (
        ("bounce", "glance", "browse1", "browse2", "browse3", "browse4", "search1", "search2",
         "promo", "cart1", "cart2", "stores", "read", "watch", "chat", "signup"),
        (22, 8, 14, 14, 8, 3, 6, 4, 4, 6, 2, 3, 3, 1, 1, 1),
    ),
    CAFE: (("bounce", "glance", "menu", "stores", "read"), (30, 10, 35, 20, 5)),
    DENTAL: (
        ("bounce", "glance", "menu", "look", "quote", "form_left", "book", "book_left", "read",
         "call"),
        (22, 6, 22, 12, 5, 6, 1, 1, 6, 4),
    ),
    SOFTWARE: (
        ("bounce", "menu", "look", "weigh", "study", "watch", "lead", "form_left"),
        (26, 22, 16, 10, 10, 4, 6, 6),
    ),
}  # fmt: skip
_FORM_SHARE = 0.35  # of the practices' visits come for an appointment
_ON = ("browse1", "browse2", "search1", "browse3")  # first visits that go on


def choose(plan: Plan, people: People, every: Visits, rng: np.random.Generator) -> None:
    """Set where each visit lands and what it does there, and the campaign of its link."""
    size = len(every)
    _, first = np.unique(every.visitor, return_index=True)
    is_first = np.zeros(size, dtype=bool)
    is_first[first] = True
    open_ = every.template < 0
    web = journeys.web()
    for host, (names, weights) in _BROWSING.items():
        rows = np.flatnonzero(open_ & (every.site == host))
        every.template[rows] = web.numbers(*names)[drawn(rng, weights, len(rows))]
    every.land = plan.site.landing(every.site, every.product, rng)

    # A first visit to a category page goes on more often where it shows ratings and a guarantee.
    # Buyers land elsewhere on their first visit.
    is_category = plan.site.is_category[every.land]
    buyers = is_first & ~open_ & is_category
    every.land[buyers] = plan.site.at("shop/")[0]
    rows = np.flatnonzero(is_first & open_ & is_category)
    weak = np.isin(every.land[rows], plan.site.at(*WITHOUT_PROOF_PAGES))
    goes_on = rng.random(len(rows)) < friction.FIRST_VISIT - friction.PROOF_LOSS * weak
    on = web.numbers(*_ON)[rng.integers(0, len(_ON), len(rows))]
    off = web.numbers("bounce", "glance")[rng.integers(0, 2, len(rows))]
    every.template[rows] = np.where(goes_on, on, off)

    # Appointment forms of the practices, which few complete without a window of service.
    rows = np.flatnonzero(open_ & (every.site == DENTAL) & (rng.random(size) < _FORM_SHARE))
    share = friction.FORM - friction.SERVICE_WINDOW_LOSS * (
        every.day[rows] < plan.mended.service_day
    )
    done = rng.random(len(rows)) < share
    every.template[rows] = np.where(done, web.number["book"], web.number["book_left"])

    _test_search_bar(plan, people, every, open_, rng)
    for channel in np.unique(every.channel):
        name = landing.CHANNELS[channel]
        rows = np.flatnonzero((every.channel == channel) & (every.campaign < 0))
        every.campaign[rows] = plan.campaigns.pick(
            name, every.day[rows].astype(np.int64), plan.company.settings.days, rng
        )


def _test_search_bar(
    plan: Plan, people: People, every: Visits, open_: Numbers, rng: np.random.Generator
) -> None:
    """Let a set share of browsing visits to the shop search, more of the treated ones."""
    web = journeys.web()
    browsing = web.numbers("browse1", "browse2", "browse3", "browse4", "search1", "search2")
    rows = np.flatnonzero(open_ & (every.site == SHOP) & np.isin(every.template, browsing))
    first, end = experiments.SEARCH_BAR.days(plan.company)
    unit = people.number[every.person[rows]] * 2 + every.slot[rows]
    treated = experiments.is_treated(unit, experiments.SEARCH_BAR, plan.company.settings.seed)
    treated &= (every.day[rows] >= first) & (every.day[rows] < end)
    share = experiments.SEARCH_SHARE + experiments.SEARCH_LIFT * treated
    searches = rng.random(len(rows)) < share
    way = rng.random(len(rows)) < 0.6
    template = every.template[rows]
    was_search = np.isin(template, browsing[4:])
    plain = np.where(was_search, np.where(way, browsing[0], browsing[1]), template)
    every.template[rows] = np.where(searches, np.where(way, browsing[4], browsing[5]), plain)
