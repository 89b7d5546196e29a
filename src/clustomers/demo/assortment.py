"""Makes the company's cities, stores, products, plans and promotions from the catalog."""

import numpy as np
import numpy.typing as npt

from clustomers.demo import catalog
from clustomers.demo.arrays import Texts, hexes, numbered
from clustomers.demo.settings import Settings
from clustomers.demo.shapes import Cities, Plans, Products, Promotions, Stores, Tablets

PRICE_CHANGE_PRODUCT = "Cappuccino"
PRICE_CHANGE_SHARE = 0.10
COST_RISE_DAYS = 182


def cities(rng: np.random.Generator) -> Cities:
    """Make the cities; every third is treated in the geo test, large and small ones alike."""
    name, country, zone, weight, prefix = zip(*catalog.CITIES, strict=True)
    order = np.argsort(-np.array(weight), kind="stable")
    arm = np.zeros(len(name), dtype=np.int8)
    for first in range(0, len(name), 3):
        triple = order[first : first + 3]
        arm[rng.choice(triple)] = 1
    return Cities(
        _texts(name),
        _texts(country),
        np.array(zone, dtype=np.int8),
        np.array(weight) / sum(weight),
        _texts(prefix),
        arm,
    )


def stores(settings: Settings, places: Cities) -> Stores:
    """Make the stores: a café at least in every city, boutiques and practices in some."""
    plan = (
        ("cafe", "C", "Café Lindenhof", np.repeat(np.arange(len(places)), catalog.CAFE_COUNTS)),
        ("boutique", "B", "Atelier Lindenhof", np.array(catalog.BOUTIQUE_CITIES)),
        ("practice", "D", "Zahnzentrum Lindenhof", np.array(catalog.PRACTICE_CITIES)),
        ("warehouse", "W", "Zentrallager", np.array([catalog.BOUTIQUE_CITIES[0]])),
    )
    hours = {"cafe": (7, 20), "boutique": (10, 20), "practice": (8, 18), "warehouse": (6, 22)}
    kind = np.repeat([row[0] for row in plan], [len(row[3]) for row in plan])
    city = np.concatenate([row[3] for row in plan]).astype(np.int16)
    ids = [numbered(row[1], np.arange(1, len(row[3]) + 1), 3) for row in plan]
    names = [
        f"{row[2]} {catalog.CITIES[place][0]}" + (f" {number}" if number > 1 else "")
        for row in plan
        for place, number in _numbered_within(row[3])
    ]
    age = 400 + 37 * np.arange(len(city)) % 2400
    return Stores(
        np.concatenate(ids),
        _texts(names),
        kind,
        city,
        np.array([hours[item][0] for item in kind], dtype=np.int8),
        np.array([hours[item][1] for item in kind], dtype=np.int8),
        np.datetime64(settings.start, "D") - age,
    )


def products(settings: Settings, rng: np.random.Generator) -> Products:
    """Make the products and the periods of their prices and costs."""
    cafe = catalog.CAFE_PRODUCTS
    boutique = catalog.BOUTIQUE_PRODUCTS
    count = len(cafe) + len(boutique)
    price = np.array([row[3] for row in cafe] + [row[6] for row in boutique], dtype=np.float64)
    cost = np.array([row[4] for row in cafe] + [row[7] for row in boutique], dtype=np.float64)
    name = _texts([row[0] for row in cafe + boutique])
    periods: list[tuple[int, int, float, float]] = []
    change = int(settings.days * 0.70)
    for product in range(count):
        now, paid = price[product], cost[product]
        changes = {0}
        rise = int(rng.integers(COST_RISE_DAYS // 2, COST_RISE_DAYS))
        changes.update(range(rise, settings.days, COST_RISE_DAYS))
        if name[product] == PRICE_CHANGE_PRODUCT:
            changes.add(change)
        for day in sorted(changes):
            if day == change and name[product] == PRICE_CHANGE_PRODUCT:
                now = round(now * (1 + PRICE_CHANGE_SHARE), 2)
            elif day > 0:  # suppliers raise prices, and the list price stays
                paid = round(paid * (1 + 0.04 * float(rng.random())), 2)
            periods.append((product, day, now, paid))
    columns = [np.array(values) for values in zip(*periods, strict=True)]
    return Products(
        product_id=np.concatenate(
            [
                numbered("10", np.arange(1, len(cafe) + 1), 4),
                numbered("55", np.arange(1, len(boutique) + 1) * 7, 5),
            ]
        ),
        line=np.repeat(["cafe", "boutique"], [len(cafe), len(boutique)]),
        name=name,
        brand=_texts(["Lindenhof"] * len(cafe) + [row[1] for row in boutique]),
        department=_texts(["Café"] * len(cafe) + ["Fashion"] * len(boutique)),
        category=_texts([row[1] for row in cafe] + [row[2] for row in boutique]),
        subcategory=_texts([row[2] for row in cafe] + [row[3] for row in boutique]),
        season=_texts([""] * len(cafe) + [row[4] for row in boutique]),
        weather_fit=_texts([""] * len(cafe) + [row[5] for row in boutique]),
        price=price,
        cost=cost,
        weight=np.array(
            [row[5] for row in cafe] + [(row[8],) * 4 for row in boutique], dtype=np.float64
        ),
        period_product=columns[0].astype(np.int64),
        period_from=columns[1].astype(np.int64),
        period_price=columns[2].astype(np.float64),
        period_cost=columns[3].astype(np.float64),
    )


def plans() -> Plans:
    """Make the plans of the software."""
    columns = list(zip(*catalog.PLANS, strict=True))
    return Plans(
        _texts(columns[0]),
        _texts(columns[1]),
        _texts(columns[2]),
        np.array(columns[3]),
        np.array(columns[4]),
        np.array(columns[5]),
    )


def promotions(settings: Settings) -> Promotions:
    """Make the promotions: a coupon for each line in every quarter, and the special ones."""
    days = settings.days
    last = days - 1
    rows: list[tuple[str, str, str, str, int, float, float, int, int]] = []
    for number, first in enumerate(range(0, days, 91)):
        end = min(first + 90, last)
        rows.append(
            (f"Coupon {number + 1}", "coupon", "boutique", "", -1, 0.20, 9000.0, first, end)
        )
        rows.append(
            (f"Stamp card {number + 1}", "coupon", "cafe", "", -1, 0.15, 3000.0, first, end)
        )
    names = [row[0] for row in catalog.CAFE_PRODUCTS]
    bonus = int(days * 0.38)
    cut = names.index(PRICE_CHANGE_PRODUCT)
    rows += [
        (
            "Quick Bite menu",
            "bundle",
            "cafe",
            "Quick Bite",
            -1,
            0.18,
            12000.0,
            int(days * 0.55),
            last,
        ),
        (
            "Double points",
            "loyalty_bonus",
            "cafe",
            "",
            -1,
            0.0,
            8000.0,
            bonus,
            min(bonus + 55, last),
        ),
        (
            "New cappuccino price",
            "price_change",
            "cafe",
            "Coffee",
            cut,
            0.0,
            0.0,
            int(days * 0.70),
            last,
        ),
        ("Free shipping from 60", "free_shipping", "boutique", "", -1, 0.0, 15000.0, 0, last),
    ]
    columns = list(zip(*rows, strict=True))
    return Promotions(
        numbered("PR-", np.arange(1, len(rows) + 1), 4),
        _texts(columns[0]),
        _texts(columns[1]),
        _texts(columns[2]),
        _texts(columns[3]),
        np.array(columns[4]),
        np.array(columns[5]),
        np.array(columns[6]),
        np.array(columns[7]),
        np.array(columns[8]),
    )


def tablets(places: Stores, rng: np.random.Generator) -> Tablets:
    """Make two till tablets for every café."""
    store = np.repeat(places.of("cafe"), 2)
    bits = rng.integers(0, 2**63, (len(store), 2), dtype=np.uint64)
    return Tablets(store, hexes(bits, 16, "counter-xxxxxxxx-xxxx"))


def _texts(values: object) -> Texts:
    return np.array(values, dtype=np.str_)


def _numbered_within(places: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    seen: dict[int, int] = {}
    numbered_places = []
    for place in places.tolist():
        seen[place] = seen.get(place, 0) + 1
        numbered_places.append((place, seen[place]))
    return numbered_places
