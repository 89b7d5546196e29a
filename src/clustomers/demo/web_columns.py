"""The columns of the web collector's events, and the replays of some visits."""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import journeys, landing
from clustomers.demo.arrays import hexes, numbered
from clustomers.demo.browsing import Plan, Visits, is_mobile
from clustomers.demo.columns import Coded, Events, looked_up, serial, times
from clustomers.demo.people import People
from clustomers.demo.purchases import Orders
from clustomers.demo.site import HOSTS, SHOP
from clustomers.demo.timing import Expanded, delays

Numbers = npt.NDArray[Any]
WEB_ID_BLOCK = 1_000_000  # ids a chunk may use

_KIT = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5"
_BLINK = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0"
_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64"
_PHONE, _PAD = "iPhone; CPU iPhone OS 18_5", "iPad; CPU OS 18_5"
# device, browser, user agent, weight
_DEVICES = (
    ("desktop", "Chrome 138", f"{_WINDOWS}) {_BLINK} Safari/537.36", 46),
    ("desktop", "Firefox 140", f"{_WINDOWS}; rv:140.0) Gecko/20100101 Firefox/140.0", 16),
    ("desktop", "Edge 138", f"{_WINDOWS}) {_BLINK} Safari/537.36 Edg/138.0.0.0", 14),
    ("desktop", "Safari 18",
     f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_KIT} Safari/605.1.15", 16),
    ("tablet", "Safari 18",
     f"Mozilla/5.0 ({_PAD} like Mac OS X) {_KIT} Mobile/15E148 Safari/604.1", 8),
    ("mobile", "Safari 18",
     f"Mozilla/5.0 ({_PHONE} like Mac OS X) {_KIT} Mobile/15E148 Safari/604.1", 44),
    ("mobile", "Chrome 138",
     f"Mozilla/5.0 (Linux; Android 15; Pixel 9) {_BLINK} Mobile Safari/537.36", 40),
    ("mobile", "Samsung Internet 28",
     f"Mozilla/5.0 (Linux; Android 15; SM-S931B) SamsungBrowser/28.0 {_BLINK} Mobile Safari/537.36",
     16),
)  # fmt: skip
_SEARCHES = (
    "raincoat", "rain jacket", "regenjacke", "rainboots", "umbrella", "wool coat", "linen shirt",
    "white sneakers", "jeans slim", "schal", "dress summer", "gift", "beanie", "merino sweater",
    "size guide", "sunglases",
)  # fmt: skip
_STEPS = {
    "begin_checkout": "address",
    "add_shipping_info": "shipping",
    "add_payment_info": "payment",
    "purchase": "review",
}
_FORMS = {
    "quote_request": "dental_quote", "appointment_request": "dental_appointment",
    "generate_lead": "software_demo", "sign_up": "shop_account",
}  # fmt: skip
_PROPERTIES = {
    "add_shipping_info": '{"shipping_tier": "standard"}',
    "add_payment_info": '{"payment_type": "card"}',
    "exception": '{"description": "payment widget timed out", "fatal": false}',
    "file_download": '{"file_extension": "pdf"}',
    "video_start": '{"video_provider": "own", "video_percent": 0}',
    "select_promotion": '{"promotion_name": "free shipping from 60", "creative_slot": "hero"}',
    "view_promotion": '{"promotion_name": "free shipping from 60", "creative_slot": "hero"}',
    "login": '{"method": "password"}',
    "sign_up": '{"method": "email"}',
    "click_to_call": '{"link_kind": "tel"}',
}
_PRODUCT_EVENTS = (
    "view_item", "add_to_cart", "remove_from_cart", "view_cart", "begin_checkout",
    "add_shipping_info", "add_payment_info", "purchase",
)  # fmt: skip
# Beside purchases, what a server hears of, too.
SHARED_EVENTS = ("sign_up", "login", "generate_lead")
_QUANTITY_EVENTS = ("add_to_cart", "remove_from_cart", "purchase")


def make(
    plan: Plan,
    people: People,
    orders: Orders,
    every: Visits,
    steps: Expanded,
    chunk: int,
    rng: np.random.Generator,
) -> Events:
    """Return the web events of a chunk, visit by visit.

    Besides the contract's columns it has ``_person`` (number), ``_session`` (visit), ``_visitor``
    (browser), ``_channel`` and `x.
    """
    web = journeys.web()
    visit, size = steps.visit, len(steps.visit)
    event = web.event[steps.row]
    is_landing = steps.position < 2
    pages = _pages(plan, every, rng)
    slots = pages.shape[1]
    slot = web.slot[steps.row]
    page = pages.ravel()[visit.astype(np.int64) * slots + slot]
    products = len(plan.company.products.of("boutique"))
    product = ((every.product[visit] + 7 * web.view[steps.row]) % products).astype(np.int32)
    is_product = slot == journeys.SLOTS.index("product")
    page[is_product] = (plan.site.product + product[is_product]).astype(np.int16)

    occurred = every.start[visit] + steps.offset
    wait, travel = delays(size, rng)
    value, quantity = _values(plan, orders, every, steps, event, product)
    land = _landings(plan, every, rng)
    url = np.where(is_landing, land["url"].codes[visit], page)
    referrer = np.empty(size, dtype=np.int32)
    came_from = looked_up(land["referrer"], land["way"])
    referrer[1:] = url[:-1] + len(came_from.words)
    referrer[is_landing] = came_from.codes[visit[is_landing]]
    person = every.person[visit]
    signed_in = _signed_in(people, every, steps, event, rng)
    properties = _by_event(event, _PROPERTIES)
    is_buying = event == web.codes("purchase")[0]
    bought = np.flatnonzero(every.order >= 0)
    number = np.full(len(every), -1, dtype=np.int32)
    number[bought] = np.arange(len(bought))
    order = np.where(is_buying, number[visit], -1)
    device = _devices(people, every)
    host = plan.site.host[page]
    carries = np.isin(event, web.codes(*_PRODUCT_EVENTS))
    searched = event == web.codes("search")[0]
    city = every.person * 0 + people.city[every.person]
    away = rng.random(len(every)) < 0.06
    city[away] = rng.integers(0, len(plan.company.cities), int(away.sum()))
    country = np.where(plan.company.cities.country == "AT", 1, 0).astype(np.int32)
    scrolls = event == web.codes("scroll")[0]
    percent = np.where(scrolls, 25.0 * (1 + (wait & 3)), np.nan)
    engaged = np.minimum(steps.gap, 90_000) // 100 * 0.08
    engaged[is_landing] = 0.0
    order_words = orders.order_id[every.order[bought]]
    return {
        "event_id": serial("w", chunk * WEB_ID_BLOCK + np.arange(size)),
        "source_event": Coded(event, list(web.events)),
        "anonymous_id": Coded(every.visitor.astype(np.int32)[visit], _browser_ids(people)),
        "third_party_id": Coded(_third_party(people, every)[visit], _network_ids(people)),
        "user_id": Coded(np.where(signed_in, person, -1), people.shop_customer_id),
        "deduplication_id": _shared_ids(event, order, order_words, chunk),
        "site": Coded(host, list(HOSTS)),
        "page_url": Coded(url, land["url"].words),
        "page_type": looked_up(plan.site.kind, page),
        "referrer_url": Coded(referrer, [*came_from.words, *land["url"].words]),
        "utm_source": _at_landing(looked_up(land["source"], land["way"]), visit, is_landing),
        "utm_medium": _at_landing(looked_up(land["medium"], land["way"]), visit, is_landing),
        "utm_campaign": _at_landing(land["campaign"], visit, is_landing),
        "click_id": _at_landing(land["click"], visit, is_landing),
        "device_type": _by_visit(looked_up([row[0] for row in _DEVICES], device), visit),
        "browser": _by_visit(looked_up([row[1] for row in _DEVICES], device), visit),
        "user_agent": Coded(device[visit], [row[2] for row in _DEVICES]),
        "city": Coded(city[visit], plan.company.cities.name),
        "country": Coded(country[city][visit], ["DE", "AT"]),
        "language": Coded(
            (people.number[every.person] % 23 == 0)[visit].astype(np.int8), ["de", "en"]
        ),
        "product_id": Coded(np.where(carries, product, -1), _boutique_ids(plan)),
        "order_id": Coded(order, order_words),
        "form_id": _by_event(event, _FORMS),
        "checkout_step": _by_event(event, _STEPS),
        "search_term": Coded(np.where(searched, product % len(_SEARCHES), -1), list(_SEARCHES)),
        "currency": Coded(np.where(np.isnan(value), -1, 0), ["EUR"]),
        "properties": properties,
        "value_amount": value,
        "quantity": quantity,
        "scroll_percent": percent,
        "engaged_seconds": engaged,
        "occurred_at": times(occurred),
        "sent_at": times(occurred + wait),
        "received_at": times(occurred + wait + travel),
        "_person": people.number[person],
        "_session": visit.astype(np.int64),
        "_visitor": every.visitor[visit],
        "_channel": every.channel[visit],
        "_cause": every.cause[visit],
        "_landing": is_landing,
    }


def _by_visit(column: Coded, visit: Numbers) -> Coded:
    return Coded(column.codes[visit], column.words)


def _at_landing(column: Coded, visit: Numbers, is_landing: Numbers) -> Coded:
    codes = np.full(len(visit), -1, dtype=np.int32)
    rows = np.flatnonzero(is_landing)
    codes[rows] = column.codes[visit[rows]]
    return Coded(codes, column.words)


def _shared_ids(
    event: Numbers, order: Numbers, order_ids: npt.NDArray[np.str_], chunk: int
) -> Coded:
    """Return the ids that the browser gives to what the server reports as well."""
    rows = np.flatnonzero(np.isin(event, journeys.web().codes(*SHARED_EVENTS)))
    codes = order.astype(np.int32)
    codes[rows] = len(order_ids) + np.arange(len(rows))
    others = numbered("evt-", chunk * WEB_ID_BLOCK + np.arange(len(rows)), 12)
    return Coded(codes, np.concatenate([np.strings.add("pur-", order_ids), others]))


def _pages(plan: Plan, every: Visits, rng: np.random.Generator) -> npt.NDArray[np.int16]:
    """Return the page that stands for each place of each visit, shape (visits, slots)."""
    pages = plan.site.slots[every.site]
    pages[:, 0] = every.land
    draw = rng.integers(0, 2**31, (3, len(every)))
    places = [journeys.SLOTS.index(name) for name in ("content", "service", "form", "list")]
    for host in range(len(HOSTS)):
        rows = np.flatnonzero(every.site == host)
        kinds = (plan.site.content(host), plan.site.services(host), plan.site.forms(host))
        for place, found, number in zip(places[:3], kinds, draw, strict=True):
            if len(found):
                pages[rows, place] = found[number[rows] % len(found)]
    categories = np.flatnonzero(plan.site.is_category)
    pages[:, places[3]] = categories[every.product % len(categories)]
    book = journeys.web().numbers("book", "book_left")
    quote = journeys.web().number["quote"]
    pages[np.isin(every.template, book), places[2]] = plan.site.at("dental/appointment")[0]
    pages[every.template == quote, places[2]] = plan.site.at("dental/quote")[0]
    return pages


def _values(
    plan: Plan,
    orders: Orders,
    every: Visits,
    steps: Expanded,
    event: Numbers,
    product: Numbers,
) -> tuple[Numbers, Numbers]:
    """Return value and number of items of each event, NaN where it has none."""
    web = journeys.web()
    boutique = plan.company.products.of("boutique")
    prices = plan.company.price_cents[boutique] / 100
    value = np.full(len(event), np.nan)
    quantity = np.full(len(event), np.nan)
    rows = np.flatnonzero(np.isin(event, web.codes(*_PRODUCT_EVENTS)))
    order = every.order[steps.visit[rows]]
    price = prices[product[rows], every.day[steps.visit[rows]]]
    in_checkout = np.isin(event[rows], web.codes(*_PRODUCT_EVENTS[3:])) & (order >= 0)
    value[rows] = np.where(in_checkout, orders.amount[order] if len(orders) else 0.0, price)
    rows = np.flatnonzero(np.isin(event, web.codes(*_QUANTITY_EVENTS)))
    order = every.order[steps.visit[rows]]
    bought = (event[rows] == web.codes("purchase")[0]) & (order >= 0)
    quantity[rows] = np.where(bought, orders.quantity[order] if len(orders) else 1, 1)
    return value, quantity


def _landings(plan: Plan, every: Visits, rng: np.random.Generator) -> dict[str, Any]:
    """Return what the links say that visits came by: tags, referrer, click id and address."""
    ways = landing.ways()
    way = ways.by_channel.draw(rng, every.channel.astype(np.int64), len(every)).astype(np.int32)
    given = [landing.given_campaign(name) for name in ways.campaign_of]
    fixed = sorted(set(given) - {""})
    count = len(plan.campaigns.name)
    names = [*plan.campaigns.name.tolist(), *fixed]
    own = np.array([count + fixed.index(name) if name else -1 for name in given])
    tagged = np.array([name != "" for name in ways.campaign_of])
    campaign = np.where(tagged[way], every.campaign, -1)
    campaign = np.where(own[way] >= 0, own[way], campaign).astype(np.int32)
    with_click = np.array([name != "" for name in ways.click_id])[way]
    rows = np.flatnonzero(with_click)
    click = np.full(len(every), -1, dtype=np.int32)
    click[rows] = np.arange(len(rows))
    clicks = hexes(rng.integers(0, 2**63, (len(rows), 2), dtype=np.uint64), 22)
    # Addresses with a query: one for each page, way and campaign that occurs.
    has_query = np.array([name != "" for name in ways.source])[way]
    key = (every.land.astype(np.int64) * len(ways.source) + way) * (len(names) + 1) + campaign + 1
    different, where = np.unique(key, return_inverse=True)
    place, rest = np.divmod(different, len(ways.source) * (len(names) + 1))
    number, named = np.divmod(rest, len(names) + 1)
    words = [
        f"{plan.site.url[one]}?utm_source={ways.source[two]}&utm_medium={ways.medium[two]}"
        + (f"&utm_campaign={names[three - 1]}" if three else "")
        for one, two, three in zip(place.tolist(), number.tolist(), named.tolist(), strict=True)
    ]
    url = np.where(has_query, len(plan.site.url) + where, every.land).astype(np.int32)
    return {
        "way": way,
        "source": list(ways.source),
        "medium": list(ways.medium),
        "referrer": list(ways.referrer),
        "campaign": Coded(campaign, names),
        "click": Coded(click, clicks),
        "url": Coded(url, [*plan.site.url, *words]),
    }


def _signed_in(
    people: People, every: Visits, steps: Expanded, event: Numbers, rng: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """Return where the visitor was signed in to the shop: from a sign-in on, or all the time."""
    web = journeys.web()
    has_account = (people.shop_customer_id[every.person] != "") & (every.site == SHOP)
    from_start = has_account & (rng.random(len(every)) < 0.18)
    signs = np.isin(event, web.codes("login", "sign_up")) & has_account[steps.visit]
    first = np.full(len(every), 10_000, dtype=np.int32)
    first[steps.visit[signs]] = steps.position[signs]
    first[from_start] = 0
    signed_in: npt.NDArray[np.bool_] = steps.position >= first[steps.visit]
    return signed_in


def _by_event(event: Numbers, words: dict[str, str]) -> Coded:
    codes = np.full(len(journeys.web().events), -1, dtype=np.int32)
    codes[journeys.web().codes(*words)] = np.arange(len(words))
    return Coded(codes[event], list(words.values()))


def _devices(people: People, every: Visits) -> npt.NDArray[np.int32]:
    mobile = is_mobile(people, every.visitor)
    weight = np.array([row[3] for row in _DEVICES], dtype=np.float64)
    phone = np.array([row[0] == "mobile" for row in _DEVICES])
    draw = (people.number[every.person] * 40_503 + every.visitor * 977) % 1009 / 1009
    device = np.empty(len(every), dtype=np.int32)
    for kind in (False, True):
        edges = np.cumsum(weight * (phone == kind))
        rows = np.flatnonzero(mobile == kind)
        device[rows] = np.searchsorted(edges, draw[rows] * edges[-1], side="right")
    return device


def _browser_ids(people: People) -> npt.NDArray[np.str_]:
    return np.stack([people.primary_anonymous_id, people.secondary_anonymous_id], axis=1).ravel()


def _third_party(people: People, every: Visits) -> npt.NDArray[np.int32]:
    """Return the ids that the few browsers keep that do not block other sites' cookies."""
    allowed = people.consent_advertising[every.person] & (people.number[every.person] % 3 == 0)
    return np.where(allowed, every.person, -1).astype(np.int32)


def _network_ids(people: People) -> npt.NDArray[np.str_]:
    bits = people.number.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return np.strings.add("CAESE", hexes(bits, 16))


def _boutique_ids(plan: Plan) -> npt.NDArray[np.str_]:
    return plan.company.products.product_id[plan.company.products.of("boutique")]
