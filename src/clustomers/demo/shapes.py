"""Shapes of the company's static facts: arrays of one length each."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clustomers.demo.arrays import Texts


@dataclass(frozen=True)
class Cities:
    """The cities; arrays of one length."""

    name: Texts
    country: Texts
    zone: npt.NDArray[np.int8]  # weather zone: 0 coast, 1 plain, 2 hills, 3 alps
    weight: npt.NDArray[np.float64]  # share of the people
    postal_prefix: Texts  # first two digits; Austria has four digits in all, Germany five
    geo_arm: npt.NDArray[np.int8]  # geo test: 1 treated, 0 control

    def __len__(self) -> int:
        """Return the number of cities."""
        return len(self.name)


@dataclass(frozen=True)
class Stores:
    """Cafés, boutiques, practices and the warehouse, sorted by kind; arrays of one length."""

    store_id: Texts
    name: Texts
    kind: Texts  # cafe, boutique, practice or warehouse
    city: npt.NDArray[np.int16]
    opens: npt.NDArray[np.int8]  # local hour
    closes: npt.NDArray[np.int8]
    opened_date: npt.NDArray[np.datetime64]

    def __len__(self) -> int:
        """Return the number of stores."""
        return len(self.store_id)

    def of(self, kind: str) -> npt.NDArray[np.int64]:
        """Return the indices of the stores of a kind."""
        return np.flatnonzero(self.kind == kind)

    def by_city(self, kind: str, cities: int) -> tuple[npt.NDArray[np.int64], ...]:
        """Return first index and count of a kind's stores in each city (count 0 where none)."""
        places = self.city[self.of(kind)]
        count = np.bincount(places, minlength=cities)
        first = self.of(kind)[0] + np.concatenate([[0], np.cumsum(count)[:-1]])
        return first, count


@dataclass(frozen=True)
class Products:
    """Products of cafés and boutiques; arrays of one length, and the periods of their prices."""

    product_id: Texts
    line: Texts  # cafe or boutique
    name: Texts
    brand: Texts
    department: Texts
    category: Texts
    subcategory: Texts
    season: Texts
    weather_fit: Texts  # rain, sun, cold or empty
    price: npt.NDArray[np.float64]  # at the start
    cost: npt.NDArray[np.float64]
    weight: npt.NDArray[np.float64]  # (products, 4 dayparts); boutiques use the first
    # Periods in which price and cost hold, sorted by product and day.
    period_product: npt.NDArray[np.int64]
    period_from: npt.NDArray[np.int64]  # day number; the first is 0
    period_price: npt.NDArray[np.float64]
    period_cost: npt.NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of products."""
        return len(self.product_id)

    def of(self, line: str) -> npt.NDArray[np.int64]:
        """Return the indices of the products of a line."""
        return np.flatnonzero(self.line == line)


@dataclass(frozen=True)
class Plans:
    """Plans of the software; arrays of one length."""

    plan_id: Texts
    name: Texts
    tier: Texts
    term_months: npt.NDArray[np.int64]
    list_price: npt.NDArray[np.float64]
    discount: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Promotions:
    """Promotions of cafés and boutique; arrays of one length."""

    promotion_id: Texts
    name: Texts
    kind: Texts  # price_change, bundle, free_shipping, loyalty_bonus or coupon
    line: Texts
    category: Texts
    product: npt.NDArray[np.int64]  # index, -1 for none
    share: npt.NDArray[np.float64]
    budget: npt.NDArray[np.float64]
    from_day: npt.NDArray[np.int64]
    to_day: npt.NDArray[np.int64]  # last day


@dataclass(frozen=True)
class Tablets:
    """Till tablets, each one device for many people."""

    store: npt.NDArray[np.int64]
    device_id: Texts
