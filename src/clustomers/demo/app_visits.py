"""The ordering app, and the till tablets of the cafés: one device for many people."""

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import journeys, kinds
from clustomers.demo.arrays import Lottery, hexes
from clustomers.demo.campaigns import Campaigns
from clustomers.demo.columns import Coded, Events, drawn, milliseconds, serial, times
from clustomers.demo.company import Company
from clustomers.demo.people import People
from clustomers.demo.purchases import APP, CAFE, TILL, Orders
from clustomers.demo.timing import apart, delays, expanded

Numbers = npt.NDArray[Any]
ID_BLOCK = 1_000_000

# Share of a person's browsing that is done in the app, of those who have it.
APP_BROWSING = 0.45
CARD_SHARE = 0.04  # of till tickets of app users, for which the card in the app is shown
TABLET_SHARE = 0.06  # of members' till tickets, for which the tablet asks who it is
_BROWSING = (
    ("peek", "menu", "browse", "search", "promo", "stores", "cart", "drop", "checkout", "signin"),
    (26, 22, 14, 5, 6, 6, 8, 2, 4, 7),
)
_HOURS = Lottery(kinds.CAFE_HOURS + 0.5)
_SOURCES = ("organic", "referral", "paid_search", "paid_social", "quick_bite_poster")
_SYSTEMS = ("iOS 18.5", "Android 15", "Android 14")
_VERSIONS = ("3.8.1", "3.9.0", "4.0.2", "4.1.0", "4.2.3")
_VIEWED = (
    "Product Viewed",
    "Product Added",
    "Product Removed",
    "Order Completed",
    "Checkout Started",
)


def make(
    company: Company,
    campaigns: Campaigns,
    people: People,
    orders: Orders,
    chunk: int,
    rng: np.random.Generator,
) -> Events:
    """Return the app's events of a chunk; hidden columns as those of `web_columns.make`.

    ``_visitor`` is the person for the app and -1 for tablets, whose events are no sessions.
    """
    app = journeys.app()
    person, order, template, start, is_tablet = _visits(company, people, orders, rng)
    steps = expanded(app, template, rng, pace=0.45)
    length = app.length[template]
    ends = np.cumsum(length)
    total = steps.offset[ends - 1] if len(template) else steps.offset
    buys = np.flatnonzero((order >= 0) & (app.bought[template] >= 0))
    bought = (ends - length)[buys] + app.bought[template[buys]]
    start[buys] = milliseconds(orders.at[order[buys]]) + 250 - steps.offset[bought]
    fixed = (app.bought[template] >= 0) | is_tablet
    kept = is_tablet.copy()
    own = np.flatnonzero(~is_tablet)
    kept[own] = apart(person[own], start[own], (start + total)[own], fixed[own])
    kept &= fixed | (start + total + 5_000 < milliseconds(np.array([company.calendar.end]))[0])
    is_kept = np.repeat(kept, length)
    visit, row = steps.visit[is_kept], steps.row[is_kept]
    position = steps.position[is_kept]
    size = len(visit)
    event, who = app.event[row], person[visit]
    occurred = start[visit] + steps.offset[is_kept]
    wait, travel = delays(size, rng)
    member = people.loyalty_member_id
    tablet = is_tablet[visit]
    # Some only sign in on some days; who orders is signed in.
    signed_in = ((order >= 0) | (rng.random(len(person)) < 0.8))[visit] | tablet

    cafe = company.products.of("cafe")
    # The cafés' products come first, and the ids are in ascending order.
    ids = company.products.product_id
    product = (rng.integers(0, len(cafe), len(person))[visit] + 5 * app.view[row]) % len(cafe)
    first_of = np.zeros(len(person), dtype=np.int64)
    ordered = np.flatnonzero(fixed & ~is_tablet)
    first_of[ordered] = np.searchsorted(ids, orders.first_product[order[ordered]])
    with_order = np.zeros(len(person), dtype=bool)
    with_order[ordered] = True
    main = with_order[visit] & (app.view[row] == 0)
    product = np.where(main, np.minimum(first_of[visit], len(ids) - 1), product)
    shows = np.isin(event, app.codes(*_VIEWED))
    completed = event == app.codes("Order Completed")[0]

    number = np.full(len(person), -1, dtype=np.int32)
    number[ordered] = np.arange(len(ordered))
    codes = np.where(completed, number[visit], -1)
    words = orders.order_id[order[ordered]]
    day = (start // 86_400_000 - np.datetime64(company.settings.start, "D").astype(np.int64)).clip(
        0, company.settings.days - 1
    )
    value = np.full(size, np.nan)
    quantity = np.full(size, np.nan)
    rows = np.flatnonzero(shows)
    value[rows] = company.price_cents[product[rows], day[visit[rows]]] / 100
    value[completed] = orders.amount[order[visit[completed]]]
    added = event == app.codes("Product Added")[0]
    quantity[added] = 1
    quantity[completed] = orders.quantity[order[visit[completed]]]
    campaign = np.full(len(person), -1, dtype=np.int32)
    pushed = np.flatnonzero(~fixed & (rng.random(len(person)) < 0.05))
    campaign[pushed] = campaigns.pick("push", day[pushed], company.settings.days, rng)
    device = _tablets(company, orders, order, is_tablet, rng)
    device = np.where(is_tablet, len(people) + device, person)
    store = np.where(order >= 0, orders.store[order] if len(orders) else -1, -1)
    chosen = completed | tablet | (event == app.codes("Checkout Started")[0])
    version = np.minimum(day * len(_VERSIONS) // company.settings.days, len(_VERSIONS) - 1)
    engaged = np.where(position == 0, 0.0, np.minimum(steps.gap[is_kept], 60_000) / 1000)
    return {
        "message_id": serial("a", chunk * ID_BLOCK + np.arange(size)),
        "source_event": Coded(event, list(app.events)),
        "device_id": Coded(
            device[visit], np.concatenate([people.device_id, company.tablets.device_id])
        ),
        "advertising_id": Coded(
            np.where((people.consent_advertising[who]) & ~tablet, who, -1), _advertising_ids(people)
        ),
        "user_id": Coded(np.where(signed_in, who, -1), member),
        "email_sha256": Coded(
            np.where(signed_in & ~tablet & (people.number[who] % 2 == 0), who, -1), _hashed(people)
        ),
        "app_name": Coded(tablet.astype(np.int8), ["order", "counter"]),
        "app_version": Coded(version.astype(np.int32)[visit], list(_VERSIONS)),
        "os_name": Coded(
            np.where(tablet, 2, people.number[who] % 5 % 2).astype(np.int8), list(_SYSTEMS)
        ),
        "screen_name": Coded(app.slot[row], list(journeys.SCREENS)),
        "install_source": Coded(
            np.where(tablet, -1, people.number[who] * 7 % 11 % 5), list(_SOURCES)
        ),
        "campaign": Coded(np.where(position < 2, campaign[visit], -1), campaigns.name),
        "city": Coded(people.city[who], company.cities.name),
        "store_id": Coded(np.where(chosen, store[visit], -1), company.stores.store_id),
        "product_id": Coded(np.where(shows, product, -1), ids),
        "order_id": Coded(codes, words),
        "properties": Coded(codes, _properties(words)),
        "value_amount": value,
        "quantity": quantity,
        "engaged_seconds": engaged,
        "occurred_at": times(occurred),
        "sent_at": times(occurred + wait),
        "received_at": times(occurred + wait + travel),
        "_person": people.number[who],
        "_session": visit.astype(np.int64),
        "_visitor": np.where(tablet, -1, who).astype(np.int64),
        "_channel": np.full(size, -1, dtype=np.int8),
        "_cause": np.zeros(size, dtype=np.int8),
        "_landing": position == 0,
    }


def _visits(
    company: Company, people: People, orders: Orders, rng: np.random.Generator
) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers]:
    """Return person, order, template, start and whether it is a tablet, of each visit."""
    app = journeys.app()
    has_app = people.app_user & (people.device_id != "")
    # Orders.
    rows = np.flatnonzero((orders.channel == APP) & (orders.person >= 0))
    rows = rows[people.device_id[orders.person[rows]] != ""]
    chosen = drawn(rng, (10, 10, 30, 50), len(rows))
    parts = [
        (orders.person[rows], rows, app.numbers("order1", "order2", "order3", "order4")[chosen])
    ]
    starts = [milliseconds(orders.at[rows]) - 120_000]
    # Cards shown at the till, and tablets that ask for the card.
    till = np.flatnonzero((orders.channel == TILL) & (orders.person >= 0) & (orders.line == CAFE))
    day = _day(company, orders, till)
    buyer = orders.person[till]
    draw = rng.random(len(till))
    shown = has_app[buyer] & (people.app_from_day[buyer] < day) & (draw < CARD_SHARE)
    asked = (people.loyalty_member_id[buyer] != "") & (draw > 1 - TABLET_SHARE)
    for which, name, before in ((shown, "card", 40_000), (asked, "identify", 15_000)):
        rows = till[which]
        parts.append((orders.person[rows], rows, np.full(len(rows), app.number[name])))
        starts.append(milliseconds(orders.at[rows]) - before)
    # Browsing, and the installation.
    last = np.minimum(people.left_day, company.settings.days).astype(np.int64)
    first = np.clip(people.app_from_day, 0, last).astype(np.int64)
    mean = np.where(has_app, people.browse_rate * APP_BROWSING * (last - first), 0.0)
    who = np.repeat(np.arange(len(people)), rng.poisson(mean))
    when = first[who] + (rng.random(len(who)) * (last - first)[who]).astype(np.int64)
    stays = (when < people.visit_drop_day[who]) | (rng.random(len(who)) < 0.4)
    who, when = who[stays], when[stays]
    template = app.numbers(*_BROWSING[0])[drawn(rng, _BROWSING[1], len(who))]
    new = np.flatnonzero(has_app & (people.app_from_day >= 0) & (people.app_from_day < last))
    who = np.concatenate([who, new])
    when = np.concatenate([when, people.app_from_day[new].astype(np.int64)])
    template = np.concatenate([template, np.full(len(new), app.number["install"])])
    parts.append((who, np.full(len(who), -1), template))
    seconds = (7 + _HOURS.draw(rng, people.kind[who], len(who)) + rng.random(len(who))) * 3600
    starts.append(milliseconds(company.calendar.utc(when, seconds)))
    person, order, template = (np.concatenate(column) for column in zip(*parts, strict=True))
    start = np.concatenate(starts)
    by_time = np.argsort(start, kind="stable")
    template = template[by_time].astype(np.int16)
    return (
        person[by_time].astype(np.int64),
        order[by_time].astype(np.int64),
        template,
        start[by_time],
        template == app.number["identify"],
    )


def _day(company: Company, orders: Orders, rows: Numbers) -> Numbers:
    first = np.datetime64(company.settings.start, "D")
    return (orders.at[rows].astype("datetime64[D]") - first).astype(np.int64)


def _tablets(
    company: Company, orders: Orders, order: Numbers, is_tablet: Numbers, rng: np.random.Generator
) -> Numbers:
    """Return the tablet of each visit: one of those in the store of the ticket."""
    store = orders.store[order] if len(orders) else np.zeros(len(order), dtype=np.int64)
    first = np.searchsorted(company.tablets.store, store)
    count = np.searchsorted(company.tablets.store, store, side="right") - first
    chosen = first + rng.integers(0, 1 << 30, len(order)) % np.maximum(count, 1)
    return np.where(is_tablet, chosen, 0)


def _advertising_ids(people: People) -> npt.NDArray[np.str_]:
    bits = np.stack([people.number + 1, people.number + 7], axis=1).astype(np.uint64)
    return hexes(bits * np.uint64(0x9E3779B97F4A7C15), 32, "xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx")


def _hashed(people: People) -> npt.NDArray[np.str_]:
    # Once a person, not once an event.
    return np.array(
        [
            hashlib.sha256(email.strip().lower().encode()).hexdigest()
            for email in people.email.tolist()
        ]
        or [""]
    )


def _properties(order_ids: npt.NDArray[np.str_]) -> npt.NDArray[np.str_]:
    before = np.strings.add('{"deduplication_id": "app-', order_ids)
    return np.strings.add(before, '"}')
