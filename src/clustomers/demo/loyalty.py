"""Points and tiers of the loyalty scheme, and offers shown and taken in the stores."""

import numpy as np
import numpy.typing as npt

from clustomers.demo import catalog
from clustomers.demo.arrays import numbered
from clustomers.demo.baskets import Lines
from clustomers.demo.company import Company
from clustomers.demo.identity import Cards, Tables
from clustomers.demo.people import People
from clustomers.demo.purchases import APP, CAFE, QUICK_BITE, Drafts, Orders
from clustomers.demo.zone import Coded, Values

REWARD_POINTS = 100
TIERS = ("bronze", "silver", "gold")
TIER_POINTS = (200, 600)  # earned in all
SHOWN_AT_TILL = 0.4
EARN, BONUS, REDEEM = 0, 1, 2
BONUS_OFFER = "OF-900"


def tables(
    company: Company,
    people: People,
    extra: Cards,
    drafts: Drafts,
    orders: Orders,
    lines: Lines,
    rng: np.random.Generator,
) -> Tables:
    """Return ``pos.loyalty_transactions`` and ``pos.offer_events`` of a chunk."""
    return {
        ("pos", "loyalty_transactions"): _transactions(company, people, extra, drafts, orders),
        ("pos", "offer_events"): _offer_events(company, people, extra, drafts, orders, lines, rng),
    }


def offers(company: Company) -> dict[str, Values]:
    """Return ``pos.offers``: the menus of the Quick Bite, and the double points."""
    menus = quick_bite_products(company)
    first, last = company.bonus_days
    count = len(menus)
    day = np.full(count + 1, company.quick_bite_day)
    day[-1] = first
    end = company.calendar.day(np.full(count + 1, last))
    end[:-1] = np.datetime64("NaT")
    return {
        "offer_id": np.append(_menu_offers(count), BONUS_OFFER),
        "offer_name": np.append(company.products.name[menus], "Double points"),
        "product_id": np.append(company.products.product_id[menus], ""),
        "offer_price_amount": np.append(catalog.QUICK_BITE_PRICES, np.nan),
        "start_hour": np.append(np.full(count, 11.0), np.nan),
        "end_hour": np.append(np.full(count, 13.0), np.nan),
        "valid_from_date": company.calendar.day(day),
        "valid_to_date": end,
    }


def quick_bite_products(company: Company) -> npt.NDArray[np.int64]:
    """Return the products of the Quick Bite menu, as indices."""
    return np.flatnonzero(company.products.category == "Quick Bite")


def _menu_offers(count: int) -> npt.NDArray[np.str_]:
    return numbered("OF-", np.arange(1, count + 1), 3)


def _transactions(
    company: Company, people: People, extra: Cards, drafts: Drafts, orders: Orders
) -> dict[str, Values]:
    person = np.maximum(orders.person, 0)
    has_card = (orders.person >= 0) & (people.loyalty_member_id[person] != "") & ~orders.is_shop
    rows = np.flatnonzero(has_card)
    rows = rows[np.argsort(orders.person[rows], kind="stable")]  # by person, in order of time
    owner = orders.person[rows]
    day = drafts.day[rows]
    points = np.floor(orders.amount[rows]).astype(np.int64)
    first, last = company.bonus_days
    doubled = people.bonus_treated[owner] & (day >= first) & (day <= last)
    gained = points * (1 + doubled)
    total = _running(gained, owner)
    before = total - gained
    # Every hundred points buy a drink at once.
    redeemed = total // REWARD_POINTS - before // REWARD_POINTS
    tier = np.searchsorted(TIER_POINTS, total, side="right")
    card = extra.member_id(people, owner, day)
    parts = [
        (np.full(len(rows), EARN), np.arange(len(rows)), points),
        (np.full(int(doubled.sum()), BONUS), np.flatnonzero(doubled), points[doubled]),
        (
            np.full(int((redeemed > 0).sum()), REDEEM),
            np.flatnonzero(redeemed > 0),
            -REWARD_POINTS * redeemed[redeemed > 0],
        ),
    ]
    kind, which, change = (np.concatenate(values) for values in zip(*parts, strict=True))
    order = np.lexsort((kind, rows[which]))
    kind, which, change = kind[order], which[order], change[order]
    at = orders.at[rows[which]]
    base = int(people.number[0]) * 10_000
    return {
        "transaction_id": numbered("LT", base + np.arange(len(which)), 12),
        "loyalty_member_id": card[which],
        "receipt_id": orders.order_id[rows[which]],
        "kind": Coded(kind, ["earn", "bonus", "redeem"]),
        "tier": Coded(tier[which], list(TIERS)),
        "points": change,
        "transacted_at": at,
    }


def _running(values: npt.NDArray[np.int64], owner: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Return sums from the first row of each owner to this one; owners stand together."""
    total: npt.NDArray[np.int64] = np.cumsum(values)
    if not len(owner):
        return total
    starts = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    before = np.append(0, total)[starts]
    return np.asarray(total - np.repeat(before, np.diff(np.append(starts, len(owner)))))


def _offer_events(
    company: Company,
    people: People,
    extra: Cards,
    drafts: Drafts,
    orders: Orders,
    lines: Lines,
    rng: np.random.Generator,
) -> dict[str, Values]:
    menus = quick_bite_products(company)
    card = extra.member_id(people, orders.person, drafts.day)
    hour = drafts.second // 3600
    lunch = (
        (orders.line == CAFE) & (drafts.day >= company.quick_bite_day) & (hour >= 11) & (hour < 13)
    )
    seen = (orders.channel == APP) | (rng.random(len(orders)) < SHOWN_AT_TILL)
    took = drafts.cause == QUICK_BITE
    shown = np.flatnonzero(lunch & (seen | took))
    first_line = lines.product[lines.number == 1].astype(np.int64)
    menu = np.where(took, first_line - menus[0], rng.integers(0, len(menus), len(orders)))
    taken = np.flatnonzero(took)
    # The bonus was offered by the app and on paper, on its first days.
    first, last = company.bonus_days
    told = np.flatnonzero(
        people.bonus_treated & (people.first_day <= first) & (people.left_day > first)
    )
    told_day = np.minimum(first + rng.integers(0, 3, len(told)), last)
    used = np.flatnonzero(
        (orders.person >= 0)
        & ~orders.is_shop
        & (card != "")
        & people.bonus_treated[np.maximum(orders.person, 0)]
        & (drafts.day >= first)
        & (drafts.day <= last)
    )
    names = [*_menu_offers(len(menus)).tolist(), BONUS_OFFER]
    bonus = len(menus)
    seconds = rng.integers(20, 400, len(shown)).astype("timedelta64[s]")
    told_at = company.calendar.utc(told_day, rng.integers(8 * 3600, 20 * 3600, len(told)))
    offer = np.concatenate(
        [menu[shown], menu[taken], np.full(len(told), bonus), np.full(len(used), bonus)]
    )
    no_store = np.full(len(told), -1)
    nothing = np.full(len(told), "")
    base = int(people.number[0]) * 10_000
    return {
        "offer_event_id": numbered("OE", base + np.arange(len(offer)), 12),
        "offer_id": Coded(offer, names),
        "store_id": Coded(
            np.concatenate(
                [orders.store[shown], orders.store[taken], no_store, orders.store[used]]
            ),
            company.stores.store_id,
        ),
        "receipt_id": np.concatenate(
            [np.full(len(shown), ""), orders.order_id[taken], nothing, orders.order_id[used]]
        ),
        "loyalty_member_id": np.concatenate(
            [card[shown], card[taken], people.loyalty_member_id[told], card[used]]
        ),
        "kind": Coded(
            np.repeat([0, 1, 0, 1], [len(shown), len(taken), len(told), len(used)]),
            ["shown", "taken"],
        ),
        "occurred_at": np.concatenate(
            [orders.at[shown] - seconds, orders.at[taken], told_at, orders.at[used]]
        ),
    }
