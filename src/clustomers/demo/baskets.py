"""What is in the baskets: lines with products, quantities, prices, discounts and costs in cents."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from clustomers.demo import catalog, kinds
from clustomers.demo.arrays import Lottery
from clustomers.demo.assortment import PRICE_CHANGE_PRODUCT, PRICE_CHANGE_SHARE
from clustomers.demo.company import Company
from clustomers.demo.people import People
from clustomers.demo.purchases import BOUTIQUE, CAFE, QUICK_BITE, TILL, Drafts

Cents = npt.NDArray[np.int64]

# Planted.
ELASTICITY = -1.8  # of the cappuccino's sales in its price
RAIN_LIFT = 1.2  # rainwear sold in stores on a rainy day, where it is in stock
WARM_LIFT = 1.0  # cold drinks on a warm day
WARM_CELSIUS = 23.0
SUBSTITUTE = "Filter Coffee"
SEASONS = ("winter", "spring", "summer", "autumn")
DRY, RAIN, NO_STOCK = 0, 1, 2


@dataclass
class Lines:
    """Lines of a chunk's orders; arrays of one length, in the order of the orders."""

    order: npt.NDArray[np.int64]  # index into Orders
    number: npt.NDArray[np.int32]  # from 1
    product: npt.NDArray[np.int16]
    quantity: npt.NDArray[np.int64]
    unit: Cents  # list price of one
    discount: Cents
    net: Cents
    cost: Cents
    promotion: npt.NDArray[np.int16]  # by order: index into promotions, -1 for none

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self.order)

    def by_order(self, values: npt.NDArray[np.int64], orders: int) -> Cents:
        """Return sums by order; exact, as cents are whole and far below 2**53."""
        return np.bincount(self.order, weights=values, minlength=orders).astype(np.int64)


def fill(company: Company, people: People, drafts: Drafts, rng: np.random.Generator) -> Lines:
    """Fill the baskets of the drafts."""
    count = _line_counts(drafts, rng)
    order = np.repeat(np.arange(len(drafts)), count)
    starts = np.cumsum(count) - count
    number = (np.arange(len(order)) - starts[order] + 1).astype(np.int32)
    is_cafe = drafts.line[order] == CAFE
    product = np.empty(len(order), dtype=np.int16)
    product[is_cafe] = _cafe_products(company, drafts, order[is_cafe], number[is_cafe], rng)
    product[~is_cafe] = _boutique_products(company, drafts, order[~is_cafe], rng)
    more = rng.random(len(order)) < np.where(is_cafe, 0.07, 0.05)
    quantity = 1 + more.astype(np.int64)
    day = drafts.day[order]
    unit = company.price_cents[product, day].astype(np.int64)
    gross = unit * quantity
    promotion = _promotions(company, drafts, rng)
    share = np.append(company.promotions.share, 0.0)[promotion[order]]
    discount = np.rint(gross * share).astype(np.int64)
    discount = _menu_discount(company, product, quantity, unit, discount)
    return Lines(
        order=order,
        number=number,
        product=product,
        quantity=quantity,
        unit=unit,
        discount=discount,
        net=gross - discount,
        cost=company.cost_cents[product, day].astype(np.int64) * quantity,
        promotion=promotion.astype(np.int16),
    )


def _line_counts(drafts: Drafts, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    mean = np.where(
        drafts.line == CAFE, kinds.CAFE_LINES[drafts.kind], kinds.BOUTIQUE_LINES[drafts.kind]
    )
    mean = np.where(drafts.cause == QUICK_BITE, 0.15, mean)
    return 1 + np.minimum(rng.poisson(mean), 7)


def _cafe_products(
    company: Company,
    drafts: Drafts,
    order: npt.NDArray[np.int64],
    number: npt.NDArray[np.int32],
    rng: np.random.Generator,
) -> npt.NDArray[np.int16]:
    hour = drafts.second[order] // 3600
    daypart = np.searchsorted([11, 14, 17], hour, side="right")
    day, city = drafts.day[order], company.stores.city[drafts.store[order]]
    warm = company.weather.temperature_max[city, day] >= WARM_CELSIUS
    row = (drafts.kind[order].astype(np.int64) * 4 + daypart) * 2 + warm
    product = _cafe_lottery(company).draw(rng, row, len(order)).astype(np.int16)
    names = company.products.name.tolist()
    # Of those who would have bought the dearer product, some now take something else.
    kept = (1 + PRICE_CHANGE_SHARE) ** ELASTICITY
    leaves = (product == names.index(PRICE_CHANGE_PRODUCT)) & (day >= company.price_change_day)
    leaves &= rng.random(len(order)) >= kept
    product[leaves] = names.index(SUBSTITUTE)
    menu = (drafts.cause[order] == QUICK_BITE) & (number == 1)
    first = names.index("Quick Bite Soup & Roll")
    product[menu] = first + rng.choice(3, int(menu.sum()), p=[0.3, 0.4, 0.3])
    return product


def _boutique_products(
    company: Company,
    drafts: Drafts,
    order: npt.NDArray[np.int64],
    rng: np.random.Generator,
) -> npt.NDArray[np.int16]:
    day, store, kind = drafts.day[order], drafts.store[order], drafts.kind[order]
    city = company.stores.city[store]
    rainy = company.weather.is_rainy[city, day] & (drafts.channel[order] == TILL)
    season = (company.calendar.month[day] % 12) // 3
    state = np.where(rainy, RAIN, DRY)
    lottery = _boutique_lottery(company)
    base = (kind.astype(np.int64) * 4 + season) * 3
    product = lottery.draw(rng, base + state, len(order)).astype(np.int16)
    gone = ~_available(company)[store, product, day]
    product[gone] = lottery.draw(rng, base[gone] + NO_STOCK, int(gone.sum()))
    return product


@lru_cache(maxsize=4)
def _cafe_lottery(company: Company) -> Lottery:
    """Return rows by type, daypart and whether it is warm."""
    products = company.products
    weights = products.weight.copy()
    weights[products.line != "cafe"] = 0
    is_cold = (products.subcategory == "Iced coffee") | (products.category == "Cold drinks")
    dearness = np.where(products.line == "cafe", products.price / 4.5, 1.0)
    rows = [
        _lift(weights[:, daypart] * dearness**taste, is_cold, 1 + WARM_LIFT * warm)
        for taste in kinds.PRICE_TASTE
        for daypart in range(4)
        for warm in (0, 1)
    ]
    return Lottery(np.stack(rows))


@lru_cache(maxsize=4)
def _boutique_lottery(company: Company) -> Lottery:
    """Return rows by type, season and state: dry, rain, or nothing counted in stock."""
    products = company.products
    weight = np.where(products.line == "boutique", products.weight[:, 0], 0.0)
    is_rainwear = products.weather_fit == "rain"
    is_counted = np.isin(products.category, catalog.STOCKED_CATEGORIES)
    dearness = products.price / 60
    rows = []
    for taste in kinds.PRICE_TASTE:
        for season in SEASONS:
            in_season = np.where(products.season == season, 2.2, 0.45)
            in_season = np.where(products.season == "", 1.0, in_season)
            # Rainwear goes by the weather, not by the season.
            in_season = np.where(is_rainwear, 1.0, in_season)
            row = weight * in_season * dearness**taste
            rows += [row, _lift(row, is_rainwear, 1 + RAIN_LIFT), row * ~is_counted]
    return Lottery(np.stack(rows))


@lru_cache(maxsize=2)
def _available(company: Company) -> npt.NDArray[np.bool_]:
    """Return what can be sold, (stores, products, days): on hand tonight or the night before."""
    available = np.ones(
        (len(company.stores), len(company.products), company.settings.days), dtype=bool
    )
    on_hand = company.stock > 0
    on_hand[:, :, 1:] |= on_hand[:, :, :-1].copy()
    available[np.ix_(company.stock_stores, company.stocked_products)] = on_hand
    return available


@lru_cache(maxsize=2)
def all_rainwear(company: Company) -> npt.NDArray[np.bool_]:
    """Return where and when every piece of rainwear can be sold, (stores, days)."""
    return np.asarray(_available(company)[:, company.products.weather_fit == "rain"].all(axis=1))


def _lift(
    weights: npt.NDArray[np.float64], which: npt.NDArray[np.bool_], factor: float
) -> npt.NDArray[np.float64]:
    """Return shares in which those of ``which`` are larger by exactly this factor."""
    shares = weights / weights.sum()
    part = shares[which].sum()
    rest = (1 - factor * part) / (1 - part)
    if rest <= 0:
        raise ValueError(f"A share of {part:.2f} cannot be {factor} times as large.")
    return np.asarray(np.where(which, shares * factor, shares * rest))


def _promotions(
    company: Company, drafts: Drafts, rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Return the promotion of each order: the quarter's coupon for those who look for it."""
    promotions = company.promotions
    coupon = np.full((2, company.settings.days), -1, dtype=np.int64)
    for index in np.flatnonzero(promotions.kind == "coupon"):
        line = BOUTIQUE if promotions.line[index] == "boutique" else CAFE
        coupon[line, promotions.from_day[index] : promotions.to_day[index] + 1] = index
    share = np.where(
        drafts.line == CAFE, kinds.CAFE_DISCOUNT[drafts.kind], kinds.BOUTIQUE_DISCOUNT[drafts.kind]
    )
    uses = rng.random(len(drafts)) < share
    promotion = np.where(uses, coupon[drafts.line, drafts.day], -1)
    menu = int(np.flatnonzero(promotions.kind == "bundle")[0])
    # The menu's price is its own discount, see `_menu_discount`.
    return np.where(drafts.cause == QUICK_BITE, menu, promotion)


def _menu_discount(
    company: Company,
    product: npt.NDArray[np.int16],
    quantity: npt.NDArray[np.int64],
    unit: Cents,
    discount: Cents,
) -> Cents:
    """Bring the Quick Bite menu to the price on the board; the rest keeps its own."""
    first = company.products.name.tolist().index("Quick Bite Soup & Roll")
    menu = (product >= first) & (product < first + len(catalog.QUICK_BITE_PRICES))
    offer = np.rint(np.array(catalog.QUICK_BITE_PRICES) * 100).astype(np.int64)
    price = offer[np.clip(product - first, 0, len(offer) - 1)]
    return np.where(menu, (unit - price) * quantity, discount)
