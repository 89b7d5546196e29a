"""Café and boutique orders of a chunk: who buys, when, where and through what.

Orders are inhomogeneous Poisson processes: a person's rate times a weight of the day (weekday,
season, holidays), from joining to leaving. Whatever adds or takes orders on purpose (Quick Bite,
loyalty bonus, paid media, rain, the drop before leaving) adds to or thins these processes, so that
its size is known exactly. What is in the baskets follows in `baskets`.
"""

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import kinds
from clustomers.demo.arrays import Lottery, Numbers, Texts, numbered
from clustomers.demo.company import Company
from clustomers.demo.media import NAMES, Media
from clustomers.demo.people import DROP_SHARE, People

CAFE, BOUTIQUE = 0, 1
TILL, APP, WEB = 0, 1, 2
OWN, QUICK_BITE, BONUS, MEDIA = 0, 1, 2, 3
CAUSES = ("", "quick_bite", "loyalty_bonus", *NAMES)  # MEDIA is the first of the paid channels

# Planted, all relative.
QUICK_BITE_LIFT = 0.45  # tickets in the lunch hours
BONUS_LIFT = 0.30  # orders of those who were offered it
RAIN_LOSS = 0.10  # café tickets on a rainy day
ANONYMOUS_SHARE = 0.25  # anonymous tickets at café tills, for each ticket of a member
STRAY_SHARE = 0.12  # visits to another store than the usual one of the city
QUICK_BITE_APP_SHARE = 0.85


@dataclass
class Orders:
    """Orders of one chunk of people; arrays of one length, in order of time."""

    person: npt.NDArray[np.int32]  # index into People; -1 for an anonymous till sale
    line: npt.NDArray[np.int8]  # 0 cafe, 1 boutique
    channel: npt.NDArray[np.int8]  # 0 till, 1 app, 2 web
    cause: npt.NDArray[np.int8]  # position in CAUSES
    order_id: Texts  # receipt or shop order
    store: npt.NDArray[np.int16]  # the warehouse where a web order is shipped
    at: npt.NDArray[np.datetime64]  # UTC
    amount: npt.NDArray[np.float64]  # net of discounts, without shipping
    first_product: Texts
    quantity: npt.NDArray[np.int16]
    anonymous_id: Texts  # browser of a web order, the person's first or second one; else empty
    is_shop: npt.NDArray[np.bool_]  # in the web shop's books, not the tills'

    def __len__(self) -> int:
        """Return the number of orders."""
        return len(self.person)


@dataclass
class Drafts:
    """Orders before their baskets; arrays of one length, in order of time."""

    person: npt.NDArray[np.int32]
    kind: npt.NDArray[np.int8]  # behavioural type, of anonymous ones, too
    line: npt.NDArray[np.int8]
    channel: npt.NDArray[np.int8]
    cause: npt.NDArray[np.int8]  # position in CAUSES
    store: npt.NDArray[np.int16]
    day: npt.NDArray[np.int32]
    second: npt.NDArray[np.int32]  # local, since midnight

    def __len__(self) -> int:
        """Return the number of orders."""
        return len(self.person)

    def take(self, which: Numbers) -> "Drafts":
        """Return these orders only."""
        return Drafts(**{item.name: getattr(self, item.name)[which] for item in fields(self)})


def draft(company: Company, media: Media, people: People, rng: np.random.Generator) -> Drafts:
    """Draw the orders of a chunk, without what is in them."""
    # As many as the best day in the best city brings; `_stays` takes what is too many.
    peak = float(media.order_lift.sum(axis=0).max())
    end = min(company.settings.days, int(people.left_day.max()))
    window = people.first_day, np.minimum(people.left_day, company.settings.days).astype(np.int64)
    weights = day_weights(company)
    member = people.loyalty_member_id != ""
    web_share = np.where(member, kinds.WEB_SHARE[people.kind], 1.0)
    lunch = LUNCH_SHARE[people.kind]
    bonus = company.bonus_days
    later = (np.maximum(window[0], company.quick_bite_day), window[1])
    offered = (np.clip(window[0], bonus[0], end), np.clip(window[1], 0, bonus[1] + 1))
    treated = people.bonus_treated
    # line, channel, cause, weights of the days, rate by person, days
    streams: list[tuple[int, int, int, str, Any, Any]] = [
        (CAFE, TILL, OWN, "cafe", people.cafe_rate, window),
        (CAFE, TILL, QUICK_BITE, "cafe", people.cafe_rate * lunch * QUICK_BITE_LIFT, later),
        (CAFE, TILL, BONUS, "cafe", people.cafe_rate * treated * BONUS_LIFT, offered),
        (BOUTIQUE, WEB, OWN, "web", people.boutique_rate * web_share, window),
        (BOUTIQUE, WEB, MEDIA, "web", people.boutique_rate * web_share * peak, window),
        (BOUTIQUE, TILL, OWN, "boutique", people.boutique_rate * (1 - web_share), window),
    ]
    parts = [
        _Part(line, channel, cause, *_poisson(rate, days, weights[name], people.kind, rng))
        for line, channel, cause, name, rate, days in streams
    ]
    parts.append(_first_orders(company, people))
    person = np.concatenate([part.person for part in parts])
    day = np.concatenate([part.day for part in parts])
    sizes = [len(part.person) for part in parts]
    line, channel, cause = (
        np.repeat(np.array([getattr(part, name) for part in parts], dtype=np.int8), sizes)
        for name in ("line", "channel", "cause")
    )
    drafts = Drafts(
        person,
        people.kind[person],
        line,
        channel,
        cause,
        np.zeros(len(person), dtype=np.int16),
        day,
        np.zeros(len(person), dtype=np.int32),
    )
    brought = _brought_by(media, peak, people, drafts, rng)
    drafts.cause = np.where(drafts.cause == MEDIA, MEDIA + brought, drafts.cause).astype(np.int8)
    drafts = drafts.take((brought < len(NAMES)) & _stays(company, people, drafts, rng))
    drafts.second = _seconds(drafts, rng)
    drafts.channel = _channels(people, drafts, rng)
    drafts.store = _stores(company, people, drafts, rng)
    drafts = _with_anonymous(drafts, rng)
    return drafts.take(np.lexsort((drafts.second, drafts.day)))


def finish(
    company: Company,
    people: People,
    drafts: Drafts,
    amount: npt.NDArray[np.float64],
    first_product: Texts,
    quantity: npt.NDArray[np.int16],
    rng: np.random.Generator,
) -> Orders:
    """Give the drafts their ids and what their baskets came to."""
    is_shop = (drafts.line == BOUTIQUE) & (drafts.channel != TILL)
    base = int(people.number[0]) * 1_000
    ids = np.where(
        is_shop,
        numbered("SO", base + np.cumsum(is_shop), 11),
        numbered("R", base + np.cumsum(~is_shop), 11),
    )
    second_browser = people.secondary_anonymous_id[drafts.person]
    use_second = (second_browser != "") & (rng.random(len(drafts)) < 0.35)
    browser = np.where(use_second, second_browser, people.primary_anonymous_id[drafts.person])
    return Orders(
        person=drafts.person,
        line=drafts.line,
        channel=drafts.channel,
        cause=drafts.cause,
        order_id=ids,
        store=drafts.store,
        at=company.calendar.utc(drafts.day, drafts.second),
        amount=amount,
        first_product=first_product,
        quantity=quantity,
        anonymous_id=np.where(drafts.channel == WEB, browser, ""),
        is_shop=is_shop,
    )


@lru_cache(maxsize=4)
def day_weights(company: Company) -> dict[str, npt.NDArray[np.float64]]:
    """Return cumulative weights of the days by kind, (types, days + 1), mean 1 a day."""
    calendar = company.calendar
    weekday = kinds.WEEKDAY[:, calendar.weekday - 1]
    turn = 2 * np.pi * calendar.year_share
    cafe = 1 + 0.10 * np.cos(turn - 2 * np.pi * 0.96) - 0.08 * (calendar.month == 8)
    fashion = 1 + 0.12 * np.cos(2 * (turn - 2 * np.pi * 0.30))
    fashion = fashion + 0.55 * np.exp(-((calendar.year_share - 0.945) ** 2) / 0.0012)
    shut = calendar.is_holiday
    daily = {
        "cafe": weekday * cafe * ~shut,
        "web": (0.5 + 0.5 * weekday.mean(axis=0)) * fashion * np.ones((len(weekday), 1)),
        "boutique": weekday * fashion * ~shut * (calendar.weekday != 7),
    }
    # The mean over a year, not over the days at hand: a short demo has its own season.
    means = {"cafe": 1.0, "web": 1.0, "boutique": 0.9}
    return {
        name: np.concatenate([np.zeros((len(weekday), 1)), np.cumsum(by_day, axis=1)], axis=1)
        / means[name]
        for name, by_day in daily.items()
    }


def cafe_hours() -> npt.NDArray[np.float64]:
    """Return weights by type and local hour from 7 to 19, with the lull at lunch time."""
    weights = kinds.CAFE_HOURS.copy()
    weights[:, [hour - 7 for hour in kinds.LUNCH_HOURS]] *= kinds.LUNCH_LULL
    return weights


def cafe_hour_shares() -> npt.NDArray[np.float64]:
    """Return the share of each local hour from 7 to 19 in the tickets of each type."""
    weights = cafe_hours()
    shares: npt.NDArray[np.float64] = weights / weights.sum(axis=1, keepdims=True)
    return shares


@dataclass
class _Part:
    line: int
    channel: int
    cause: int
    person: npt.NDArray[np.int32]
    day: npt.NDArray[np.int32]


_CAFE_HOURS = Lottery(cafe_hours())
_STORE_HOURS = Lottery(kinds.STORE_HOURS)
_WEB_HOURS = Lottery(kinds.WEB_HOURS)
LUNCH_SHARE = _CAFE_HOURS.share([hour - 7 for hour in kinds.LUNCH_HOURS])


def _poisson(
    rate: npt.NDArray[np.float64],
    days: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    cumulative: npt.NDArray[np.float64],
    kind: npt.NDArray[np.int8],
    rng: np.random.Generator,
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Draw person and day of every order, by inversion of the cumulative weights."""
    first, end = days
    begin = cumulative[kind, np.minimum(first, end)]
    span = np.maximum(cumulative[kind, end] - begin, 0.0)
    count = rng.poisson(rate * span)
    person = np.repeat(np.arange(len(rate), dtype=np.int32), count)
    level = begin[person] + rng.random(len(person)) * span[person]
    day = np.empty(len(person), dtype=np.int32)
    of_kind = kind[person]
    for row, edges in enumerate(cumulative):
        mine = of_kind == row
        day[mine] = np.searchsorted(edges, level[mine], side="right") - 1
    return person, np.minimum(day, cumulative.shape[1] - 2).astype(np.int32)


def _first_orders(company: Company, people: People) -> _Part:
    """Return an order on the day of joining: who joins a café's scheme buys something."""
    open_days = np.append(~company.calendar.is_holiday, False)
    inside = (people.joined_day >= 0) & people.in_cafe
    inside &= open_days[np.clip(people.joined_day, 0, company.settings.days)]
    person = np.flatnonzero(inside).astype(np.int32)
    return _Part(CAFE, TILL, OWN, person, people.joined_day[person])


def _brought_by(
    media: Media, peak: float, people: People, drafts: Drafts, rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Return the channel that brings each order of paid media; past the last, it is not brought."""
    brought = np.zeros(len(drafts), dtype=np.int64)
    rows = np.flatnonzero(drafts.cause == MEDIA)
    city = people.city[drafts.person[rows]]
    edges = np.cumsum(media.order_lift[:, drafts.day[rows], city], axis=0)
    brought[rows] = (rng.random(len(rows)) * peak >= edges).sum(axis=0)
    return brought


def _stays(
    company: Company, people: People, drafts: Drafts, rng: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """Thin: before leaving for good, and at cafés on rainy days."""
    draw = rng.random((2, len(drafts)))
    dropped = drafts.day >= people.visit_drop_day[drafts.person]
    rainy = company.weather.is_rainy[people.city[drafts.person], drafts.day]
    lost = (drafts.line == CAFE) & rainy & (draw[1] < RAIN_LOSS)
    stays: npt.NDArray[np.bool_] = ~(dropped & (draw[0] < DROP_SHARE)) & ~lost
    return stays


def _seconds(drafts: Drafts, rng: np.random.Generator) -> npt.NDArray[np.int32]:
    size = len(drafts)
    cafe = _CAFE_HOURS.draw(rng, drafts.kind, size) + 7
    cafe = np.where(drafts.cause == QUICK_BITE, rng.integers(11, 13, size), cafe)
    store = _STORE_HOURS.draw(rng, drafts.kind, size) + 7
    web = _WEB_HOURS.draw(rng, drafts.kind, size) + 6
    hour = np.where(drafts.line == CAFE, cafe, np.where(drafts.channel == TILL, store, web))
    return (hour.astype(np.int32) * 3600 + rng.integers(0, 3600, size, dtype=np.int32)).astype(
        np.int32
    )


def _channels(people: People, drafts: Drafts, rng: np.random.Generator) -> npt.NDArray[np.int8]:
    """Let app users order in the app: at cafés often, in the boutique now and then."""
    has_app = drafts.day >= people.app_from_day[drafts.person]
    share = np.where(drafts.line == CAFE, kinds.APP_SHARE[drafts.kind], 0.12)
    share = np.where(drafts.cause == QUICK_BITE, QUICK_BITE_APP_SHARE, share)
    share = np.where((drafts.line == BOUTIQUE) & (drafts.channel == TILL), 0.0, share)
    to_app = has_app & (rng.random(len(drafts)) < share)
    return np.where(to_app, APP, drafts.channel).astype(np.int8)


def _stores(
    company: Company, people: People, drafts: Drafts, rng: np.random.Generator
) -> npt.NDArray[np.int16]:
    """Return the usual store of the city, sometimes another one; the warehouse ships."""
    size = len(drafts)
    cities = len(company.cities)
    city = people.city[drafts.person]
    first, count = company.stores.by_city("cafe", cities)
    strays = rng.random(size) < STRAY_SHARE
    turn = np.where(strays, rng.integers(0, 64, size), people.household[drafts.person])
    cafe = first[city] + turn % count[city]
    boutiques = company.stores.of("boutique")
    places = company.stores.city[boutiques]
    # Cities without a boutique go to one of the others.
    nearest = np.array(
        [
            boutiques[places == one][0] if one in places else boutiques[one % len(boutiques)]
            for one in range(cities)
        ]
    )
    boutique = nearest[city]
    ships = rng.random(size) < 0.85
    warehouse = company.stores.of("warehouse")[0]
    web = np.where(ships, warehouse, boutique)
    fashion = np.where(drafts.channel == TILL, boutique, web)
    return np.where(drafts.line == CAFE, cafe, fashion).astype(np.int16)


def _with_anonymous(drafts: Drafts, rng: np.random.Generator) -> Drafts:
    """Add tickets of people without a card, who come as the members of the same types do."""
    like = np.flatnonzero((drafts.line == CAFE) & (drafts.cause != BONUS))
    chosen = drafts.take(like[rng.random(len(like)) < ANONYMOUS_SHARE])
    chosen.person = np.full(len(chosen), -1, dtype=np.int32)
    chosen.channel = np.zeros(len(chosen), dtype=np.int8)
    hour = chosen.second // 3600
    chosen.second = (hour * 3600 + rng.integers(0, 3600, len(chosen))).astype(np.int32)
    both = {
        item.name: np.concatenate([getattr(drafts, item.name), getattr(chosen, item.name)])
        for item in fields(Drafts)
    }
    return Drafts(**both)
