"""Everything about the demo company that no single person owns."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from clustomers.demo import assortment, catalog, stock, weather
from clustomers.demo.calendar import NEVER, Calendar
from clustomers.demo.settings import CHUNK, COMPANY_CHUNK, STREAMS, Settings
from clustomers.demo.shapes import Cities, Plans, Products, Promotions, Stores, Tablets

CURRENCY = "EUR"
COMPANY_NAME = "Lindenhof Group"
TIME_ZONE = "Europe/Berlin"


@dataclass(frozen=True, eq=False)
class Company:
    """The demo company as its settings make it; equal only to itself, so that it can be a key."""

    settings: Settings
    calendar: Calendar
    cities: Cities
    stores: Stores
    products: Products
    plans: Plans
    promotions: Promotions
    tablets: Tablets
    weather: weather.Weather

    @classmethod
    def of(cls, settings: Settings) -> "Company":
        """Make the company; the same settings make the same one."""
        rng = settings.rng(COMPANY_CHUNK, "company")
        calendar = Calendar(settings.start, settings.days)
        cities = assortment.cities(rng)
        stores = assortment.stores(settings, cities)
        return cls(
            settings,
            calendar,
            cities,
            stores,
            assortment.products(settings, rng),
            assortment.plans(),
            assortment.promotions(settings),
            assortment.tablets(stores, rng),
            weather.make(calendar, cities.zone, settings.rng(COMPANY_CHUNK, "weather")),
        )

    channels = catalog.CHANNELS
    pages = catalog.PAGES

    # Days on which something begins. Shares of the time, so that short demos have them, too.
    @property
    def quick_bite_day(self) -> int:
        """First day of the Quick Bite menu."""
        return int(self.settings.days * 0.55)

    @property
    def price_change_day(self) -> int:
        """Day on which the cappuccino became dearer."""
        return int(self.settings.days * 0.70)

    @property
    def bonus_days(self) -> tuple[int, int]:
        """First and last day of the loyalty bonus."""
        first = int(self.settings.days * 0.38)
        return first, min(first + 55, self.settings.days - 1)

    @cached_property
    def price_cents(self) -> npt.NDArray[np.int32]:
        """List price by product and day in cents, shape (products, days)."""
        return self._by_day(self.products.period_price)

    @cached_property
    def cost_cents(self) -> npt.NDArray[np.int32]:
        """Unit cost by product and day in cents, shape (products, days)."""
        return self._by_day(self.products.period_cost)

    @cached_property
    def stocked_products(self) -> npt.NDArray[np.int64]:
        """Products whose stock is counted, as indices."""
        return np.flatnonzero(np.isin(self.products.category, catalog.STOCKED_CATEGORIES))

    @cached_property
    def stock_stores(self) -> npt.NDArray[np.int64]:
        """Boutiques and the warehouse, as indices."""
        return np.flatnonzero(np.isin(self.stores.kind, ["boutique", "warehouse"]))

    @cached_property
    def stock(self) -> npt.NDArray[np.int16]:
        """Pieces on hand in the evening, shape (stock_stores, stocked_products, days)."""
        shape = (len(self.stock_stores), len(self.stocked_products), self.settings.days)
        return stock.make(shape, self.settings.rng(COMPANY_CHUNK, "stock"))

    @cached_property
    def has_stock(self) -> npt.NDArray[np.bool_]:
        """Whether any rainwear is on hand, shape (stores, days)."""
        available = np.ones((len(self.stores), self.settings.days), dtype=bool)
        rain = self.products.weather_fit[self.stocked_products] == "rain"
        available[self.stock_stores] = (self.stock[:, rain] > 0).any(axis=1)
        return available

    def _by_day(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
        cents = np.zeros((len(self.products), self.settings.days), dtype=np.int32)
        ends = np.append(self.products.period_from[1:], 0)
        ends[np.append(np.diff(self.products.period_product) != 0, True)] = self.settings.days
        for product, first, end, value in zip(
            self.products.period_product, self.products.period_from, ends, values, strict=True
        ):
            cents[product, first:end] = round(float(value) * 100)
        return cents


__all__ = [
    "CHUNK",
    "COMPANY_CHUNK",
    "COMPANY_NAME",
    "CURRENCY",
    "NEVER",
    "STREAMS",
    "TIME_ZONE",
    "Calendar",
    "Cities",
    "Company",
    "Plans",
    "Products",
    "Promotions",
    "Settings",
    "Stores",
    "Tablets",
]
