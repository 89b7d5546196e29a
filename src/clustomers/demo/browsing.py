"""Who visits the web sites when and why: the visits of a chunk, before their events."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import friction, journeys, kinds, landing
from clustomers.demo.arrays import Lottery
from clustomers.demo.campaigns import Campaigns
from clustomers.demo.columns import drawn, milliseconds
from clustomers.demo.company import Company
from clustomers.demo.media import NAMES, Media
from clustomers.demo.people import People
from clustomers.demo.purchases import BOUTIQUE, MEDIA, WEB, Orders
from clustomers.demo.site import SHOP, Site

Numbers = npt.NDArray[Any]

# Visits before an order, of the same person to the same product.
TOUCHES_BEFORE_ORDER = 0.7
# Share of a person's browsing that is done on the web sites; the rest is done in the app.
WEB_BROWSING = 0.55
# Visits a person and day, paid or not, that spend competes with for the credit of an order.
UNPAID_A_DAY = 0.010
# A person who is about to leave browses less, beyond what the purchases show.
DROP_KEPT = 0.35
CAUSES = ("", *NAMES, "email")
_HOURS = Lottery(kinds.WEB_HOURS)
_SITE_WEIGHT = np.array([3.0, 0.5, 1.1, 1.2])


@dataclass
class Visits:
    """Visits to the web sites; arrays of one length.

    ``start`` is in milliseconds; a visit that orders is moved so that its purchase falls on the
    order. ``order`` is a position in `Orders`, -1 for none.
    """

    person: npt.NDArray[np.int32]
    slot: npt.NDArray[np.int8]  # 0 primary, 1 secondary browser
    site: npt.NDArray[np.int8]
    template: npt.NDArray[np.int16]
    day: npt.NDArray[np.int32]
    start: npt.NDArray[np.int64]
    order: npt.NDArray[np.int32]
    product: npt.NDArray[np.int16]  # of the boutique
    channel: npt.NDArray[np.int8]  # position in landing.CHANNELS
    cause: npt.NDArray[np.int8]  # position in CAUSES
    campaign: npt.NDArray[np.int32]
    land: npt.NDArray[np.int16]  # page

    def __len__(self) -> int:
        """Return the number of visits."""
        return len(self.person)

    @property
    def visitor(self) -> npt.NDArray[np.int64]:
        """Browser of each visit: twice the person's position, plus the slot."""
        return self.person.astype(np.int64) * 2 + self.slot

    def take(self, rows: Numbers) -> "Visits":
        """Return some visits, in the order of ``rows`` (positions or a mask)."""
        return Visits(*(getattr(self, item.name)[rows] for item in fields(self)))


@dataclass(frozen=True)
class Clicks:
    """Clicks in messages that open the shop; arrays of one length."""

    person: npt.NDArray[np.int32]
    at: npt.NDArray[np.datetime64]
    campaign: npt.NDArray[np.int32]


@dataclass(frozen=True)
class Plan:
    """What the visits of all chunks share."""

    company: Company
    site: Site
    media: Media
    campaigns: Campaigns
    mended: friction.Friction

    @classmethod
    def of(cls, company: Company) -> "Plan":
        """Make the plan of a company."""
        return cls(
            company,
            Site.of(company),
            Media.of(company),
            Campaigns.of(company),
            friction.Friction.of(company.settings.days),
        )


def is_mobile(people: People, visitor: Numbers) -> npt.NDArray[np.bool_]:
    """Return whether browsers are phones: half of the first ones, and the second the other way."""
    person, slot = visitor // 2, visitor % 2
    odd = (people.number[person] * 2_654_435_761 >> 7) % 2
    return np.asarray(odd == slot, dtype=bool)


def visits(
    plan: Plan, people: People, orders: Orders, clicks: Clicks | None, rng: np.random.Generator
) -> Visits:
    """Return the visits of a chunk in order of their start.

    Parameters
    ----------
    plan
        What all chunks share.
    people, orders
        The chunk.
    clicks
        Clicks in messages, each of which is a visit.
    rng
        Random numbers.
    """
    parts = [_of_orders(plan, people, orders, rng)]
    buying = parts[0]
    parts.append(_stopped(plan, people, buying, rng))
    parts.append(_before(plan, people, buying, rng))
    parts.append(_browsing(plan, people, rng))
    parts.append(_brought(plan, people, int((orders.cause >= MEDIA).sum()), rng))
    if clicks is not None:
        parts.append(_clicked(plan, people, clicks, rng))
    every = Visits(
        *(np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(Visits))
    )
    edges = milliseconds(plan.company.calendar.utc(np.array([0]), np.zeros(1)))
    inside = (every.start >= edges[0]) | (every.order >= 0)
    inside &= (every.day >= 0) & (every.day < plan.company.settings.days)
    every = every.take(inside & (people.primary_anonymous_id[every.person] != ""))
    every = every.take(np.argsort(every.start, kind="stable"))
    return every


def _blank(size: int) -> Visits:
    whole = np.zeros(size, dtype=np.int32)
    small = np.zeros(size, dtype=np.int8)
    middle = np.zeros(size, dtype=np.int16)
    return Visits(
        person=whole,
        slot=small,
        site=small.copy(),
        template=np.full(size, -1, dtype=np.int16),
        day=whole.copy(),
        start=np.zeros(size, dtype=np.int64),
        order=np.full(size, -1, dtype=np.int32),
        product=middle,
        channel=small.copy(),
        cause=small.copy(),
        campaign=np.full(size, -1, dtype=np.int32),
        land=np.full(size, -1, dtype=np.int16),
    )


def _drawn(
    plan: Plan, people: People, person: Numbers, day: Numbers, rng: np.random.Generator
) -> Visits:
    """Return visits of people on days, at hours of their type, to sites they are customers of."""
    size = len(person)
    made = _blank(size)
    made.person = person.astype(np.int32)
    made.day = day.astype(np.int32)
    seconds = (6 + _HOURS.draw(rng, people.kind[person], size) + rng.random(size)) * 3600
    made.start = milliseconds(plan.company.calendar.utc(made.day, seconds))
    made.slot = _slots(people, person, rng)
    weight = np.stack(
        [people.in_boutique, people.in_cafe, people.in_dental, people.in_software], axis=1
    )
    edges = np.cumsum(weight * _SITE_WEIGHT + 1e-6, axis=1)
    edges /= edges[:, -1:]
    made.site = (rng.random(size)[:, None] > edges[person]).sum(axis=1).astype(np.int8)
    made.product = rng.integers(0, _product_count(plan), size).astype(np.int16)
    return made


def _slots(people: People, person: Numbers, rng: np.random.Generator) -> npt.NDArray[np.int8]:
    has_second = people.secondary_anonymous_id[person] != ""
    second: npt.NDArray[np.int8] = (has_second & (rng.random(len(person)) < 0.35)).astype(np.int8)
    return second


def _product_count(plan: Plan) -> int:
    return len(plan.company.products.of("boutique"))


def _of_orders(plan: Plan, people: People, orders: Orders, rng: np.random.Generator) -> Visits:
    """Return one visit for every order of the shop."""
    rows = np.flatnonzero(
        (orders.channel == WEB) & (orders.line == BOUTIQUE) & (orders.person >= 0)
    )
    made = _blank(len(rows))
    made.order = rows.astype(np.int32)
    made.person = orders.person[rows].astype(np.int32)
    second = people.secondary_anonymous_id[made.person]
    made.slot = ((orders.anonymous_id[rows] == second) & (second != "")).astype(np.int8)
    made.start = milliseconds(orders.at[rows]) - 420_000
    made.day = _days(plan, made.start)
    ids = plan.company.products.product_id[plan.company.products.of("boutique")]
    # The ids are in ascending order.
    made.product = np.minimum(
        np.searchsorted(ids, orders.first_product[rows]), len(ids) - 1
    ).astype(np.int16)
    names = ("buy1", "buy2", "buy3", "buy1l", "buy2l")
    chosen = drawn(rng, (30, 28, 12, 18, 12), len(rows))
    # Who has no account cannot sign in.
    guest = people.shop_customer_id[made.person] == ""
    chosen = np.where(guest & (chosen > 2), chosen - 3, chosen)
    made.template = journeys.web().numbers(*names)[chosen]
    _credit(plan, people, made, rng, orders.cause[rows])
    return made


def _days(plan: Plan, start: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    first = np.datetime64(plan.company.settings.start, "ms").astype(np.int64)
    day = np.clip((start - first) // 86_400_000, 0, plan.company.settings.days - 1)
    return np.asarray(day, dtype=np.int32)


def _credit(
    plan: Plan,
    people: People,
    made: Visits,
    rng: np.random.Generator,
    order_cause: npt.NDArray[np.int8] | None = None,
) -> None:
    """Draw what brought visits: spend by its true response in the city that day, or nothing.

    A visit with an order that paid media brought came through that channel.
    """
    response = plan.media.visits[:, made.day, people.city[made.person]]
    edges = np.cumsum(response, axis=0)
    draw = rng.random(len(made)) * (edges[-1] + UNPAID_A_DAY)
    number = (draw[None, :] >= edges).sum(axis=0)
    made.cause = np.where(number < len(NAMES), number + 1, 0).astype(np.int8)
    if order_cause is not None:
        made.cause = np.where(order_cause >= MEDIA, order_cause - MEDIA + 1, made.cause)
    _name_channels(made, rng)


def _name_channels(made: Visits, rng: np.random.Generator) -> None:
    """Set the channel that the visits' marks tell, from what brought them."""
    for cause, name in enumerate(CAUSES):
        rows = np.flatnonzero(made.cause == cause)
        if name in landing.CHANNELS:
            made.channel[rows] = landing.CHANNELS.index(name)
        else:
            mix: dict[str, float] = landing.UNTAGGED if name else landing.UNPAID
            made.channel[rows] = landing.draw(rng, mix, len(rows))


def _stopped(plan: Plan, people: People, buying: Visits, rng: np.random.Generator) -> Visits:
    """Return the checkouts that were begun and not completed, as many as friction makes."""
    lost = plan.mended.abandoned(buying.day, is_mobile(people, buying.visitor))
    parts = []
    for step, name in enumerate(("stop_begin", "stop_shipping", "stop_payment")):
        origin = np.repeat(np.arange(len(buying)), rng.poisson(lost[:, step]))
        part = buying.take(origin)
        part.order[:] = -1
        part.template[:] = journeys.web().number[name]
        if step == 1:
            error = rng.random(len(part)) < 0.3
            part.template[error] = journeys.web().number["stop_error"]
        parts.append(part)
    made = Visits(
        *(np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(Visits))
    )
    # Somebody with the same kind of device, some days before or after.
    mobile = is_mobile(people, made.visitor)
    for device in (False, True):
        rows = np.flatnonzero(mobile == device)
        other = np.flatnonzero(is_mobile(people, buying.visitor) == device)
        if len(other):
            chosen = other[rng.integers(0, len(other), len(rows))]
            made.person[rows], made.slot[rows] = buying.person[chosen], buying.slot[chosen]
    made.start += (rng.normal(0, 2.5, len(made)) * 86_400_000).astype(np.int64)
    # Days on which a mend took hold stay on their side of it.
    day = _days(plan, made.start)
    sides = [(day >= edge) == (made.day >= edge) for edge in
             (plan.mended.shipping_day, plan.mended.payment_day)]  # fmt: skip
    moved = sides[0] & sides[1]
    back = milliseconds(plan.company.calendar.utc(made.day, np.full(len(made), 19 * 3600.0)))
    made.start = np.where(moved, made.start, back + rng.integers(0, 7_200_000, len(made)))
    made.day = np.where(moved, day, made.day)
    _credit(plan, people, made, rng)
    return made


def _before(plan: Plan, people: People, buying: Visits, rng: np.random.Generator) -> Visits:
    """Return the visits that led up to orders, some days before them."""
    origin = np.repeat(np.arange(len(buying)), rng.poisson(TOUCHES_BEFORE_ORDER, len(buying)))
    made = buying.take(origin)
    made.order[:] = -1
    made.template[:] = -1
    earlier = np.ceil(rng.exponential(4.0, len(made))).astype(np.int64)
    made.start = made.start - earlier * 86_400_000 + rng.integers(-14_400_000, 7_200_000, len(made))
    made.day = _days(plan, made.start)
    _credit(plan, people, made, rng)
    return made


def _browsing(plan: Plan, people: People, rng: np.random.Generator) -> Visits:
    """Return the visits that nothing but habit brings, while people are customers."""
    last = np.minimum(people.left_day, plan.company.settings.days).astype(np.int64)
    first = np.minimum(np.maximum(people.joined_day - 30, 0), last).astype(np.int64)
    mean = people.browse_rate * WEB_BROWSING * (last - first)
    person = np.repeat(np.arange(len(people)), rng.poisson(mean))
    day = first[person] + (rng.random(len(person)) * (last - first)[person]).astype(np.int64)
    late = day >= people.visit_drop_day[person]
    kept = ~late | (rng.random(len(person)) < DROP_KEPT)
    made = _drawn(plan, people, person[kept], day[kept], rng)
    _name_channels(made, rng)
    return made


def _brought(plan: Plan, people: People, buying: int, rng: np.random.Generator) -> Visits:
    """Return the visits that spend brings: by channel, day and city as the response says.

    Those that end in an order, so many of them, are there already.
    """
    cities = len(plan.company.cities)
    order = np.argsort(people.city, kind="stable")
    counts = np.bincount(people.city, minlength=cities)
    mean = plan.media.visits * counts
    edges = np.cumsum(mean.ravel())
    size = max(int(rng.poisson(edges[-1])) - buying, 0) if edges[-1] > 0 else 0
    cell = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    cause, rest = np.divmod(cell, plan.company.settings.days * cities)
    day, city = np.divmod(rest, cities)
    # Those who browse more are reached more; whoever left for good is not.
    reach = np.cumsum((people.browse_rate + 1e-3)[order])
    ends = np.append(0.0, reach)[np.append(0, np.cumsum(counts))]
    person = np.zeros(size, dtype=np.int64)
    again = np.arange(size)
    for _ in range(6):
        low, high = ends[city[again]], ends[city[again] + 1]
        at = np.searchsorted(reach, low + rng.random(len(again)) * (high - low), side="right")
        person[again] = order[np.minimum(at, len(order) - 1)]
        gone = people.left_day[person[again]] <= day[again]
        again = again[gone | (people.primary_anonymous_id[person[again]] == "")]
    made = _drawn(plan, people, person, day, rng)
    made.cause = (cause + 1).astype(np.int8)
    _name_channels(made, rng)
    return made


def _clicked(plan: Plan, people: People, clicks: Clicks, rng: np.random.Generator) -> Visits:
    start = milliseconds(clicks.at) + rng.integers(400, 3_000, len(clicks.at))
    made = _drawn(plan, people, clicks.person, _days(plan, start), rng)
    made.start = start
    made.site[:] = SHOP
    made.campaign = clicks.campaign.astype(np.int32)
    made.cause[:] = CAUSES.index("email")
    _name_channels(made, rng)
    return made


__all__ = ["CAUSES", "Clicks", "Plan", "Visits", "is_mobile", "visits"]
