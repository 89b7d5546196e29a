"""What happens around the stores: weather, stock, opening hours, visitors, holidays, shifts."""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo.calendar import holidays
from clustomers.demo.columns import Coded, serial
from clustomers.demo.company import COMPANY_CHUNK, Company
from clustomers.demo.purchases import TILL, Orders

Tables = dict[tuple[str, str], dict[str, Any]]
Numbers = npt.NDArray[Any]

# Visitors beside those who buy, for one ticket and hour, and those who only look in.
COMPANIONS = 0.35
PASSERS_BY = {"cafe": 1.4, "boutique": 3.0}
# Which weekdays a kind of store is open, and the shifts of its staff: role, first hour from
# opening, hours.
OPEN_DAYS = {"cafe": 7, "boutique": 6, "practice": 5, "warehouse": 6}
SHIFTS = {
    "cafe": (("barista", 0, 7), ("barista", 4, 5), ("barista", 6, 7)),
    "boutique": (("sales assistant", 0, 6), ("sales assistant", 4, 6)),
    "practice": (("dentist", 0, 9), ("assistant", 0, 9), ("reception", 0, 10)),
    "warehouse": (("picker", 0, 8), ("picker", 8, 8)),
}


class Footfall:
    """Counts who comes in by store and hour, while the chunks of people are made.

    Parameters
    ----------
    company
        The company.
    """

    def __init__(self, company: Company) -> None:
        self._company = company
        self._stores = np.flatnonzero(np.isin(company.stores.kind, list(PASSERS_BY)))
        shape = (len(company.stores), company.settings.days, 24)
        self.tickets = np.zeros(shape, dtype=np.int32)

    def add(self, orders: Orders) -> None:
        """Count the tickets of a chunk at the tills, in local time."""
        rows = np.flatnonzero(orders.channel == TILL)
        calendar = self._company.calendar
        days = orders.at[rows].astype("datetime64[D]")
        first = np.datetime64(calendar.start, "D")
        day = np.clip((days - first).astype(np.int64), 0, calendar.days - 1)
        local = orders.at[rows] + calendar.offset_hours[day].astype("timedelta64[h]")
        day = np.clip(
            (local.astype("datetime64[D]") - first).astype(np.int64), 0, calendar.days - 1
        )
        hour = local.astype("datetime64[h]").astype(np.int64) % 24
        cell = (orders.store[rows].astype(np.int64) * calendar.days + day) * 24 + hour
        counted = np.bincount(cell, minlength=self.tickets.size)
        self.tickets += counted.reshape(self.tickets.shape).astype(np.int32)

    def table(self) -> dict[str, Any]:
        """Return ``context.footfall``: an hour of a store in which it is open or sold something.

        Everybody with a ticket came in, some with others, and some who bought nothing.
        """
        company = self._company
        rng = company.settings.rng(COMPANY_CHUNK, "context")
        stores = self._stores
        hours = np.arange(24)
        kind = company.stores.kind[stores]
        is_open = (hours >= company.stores.opens[stores, None]) & (
            hours < company.stores.closes[stores, None]
        )
        days_open = np.array([OPEN_DAYS[name] for name in kind.tolist()])
        weekday_open = company.calendar.weekday[None, :] <= days_open[:, None]
        weekday_open &= ~company.calendar.is_holiday[None, :]
        tickets = self.tickets[stores]
        counts = (is_open[:, None, :] & weekday_open[:, :, None]) | (tickets > 0)
        store, day, hour = np.nonzero(counts)
        bought = tickets[store, day, hour]
        size = max(company.settings.customers / 5_000, 0.02)
        mean = np.array([PASSERS_BY[name] for name in kind.tolist()])[store] * size
        visitors = bought + rng.poisson(bought * COMPANIONS) + rng.poisson(mean)
        return {
            "store_id": Coded(stores[store], company.stores.store_id),
            "visitor_count": visitors,
            "counted_at": _utc_hours(company, day, hour),
        }


def make(company: Company) -> Tables:
    """Return the tables of the surroundings but for footfall, made once for the company."""
    return {
        ("context", "weather"): _weather(company),
        ("context", "inventory"): _inventory(company),
        ("context", "store_hours"): _store_hours(company),
        ("context", "holidays"): _holidays(company),
        ("context", "staff_shifts"): _shifts(company),
    }


def _utc_hours(company: Company, day: Numbers, hour: Numbers) -> npt.NDArray[np.datetime64]:
    start = company.calendar.dates[day].astype("datetime64[h]")
    moment = start + (hour - company.calendar.offset_hours[day]).astype("timedelta64[h]")
    return np.asarray(moment, dtype="datetime64[us]")


def _weather(company: Company) -> dict[str, Any]:
    cities, days = company.weather.rain.shape
    return {
        "city": np.repeat(company.cities.name, days),
        "rain_millimetres": company.weather.rain.ravel(),
        "temperature_max_celsius": company.weather.temperature_max.ravel(),
        "temperature_min_celsius": company.weather.temperature_min.ravel(),
        "sunshine_hours": company.weather.sunshine.ravel(),
        "weather_date": np.tile(company.calendar.dates, cities),
    }


def _inventory(company: Company) -> dict[str, Any]:
    store, product, day = np.indices(company.stock.shape)
    return {
        "location_id": Coded(company.stock_stores[store.ravel()], company.stores.store_id),
        "product_id": Coded(company.stocked_products[product.ravel()], company.products.product_id),
        "on_hand_quantity": company.stock.ravel().astype(np.float64),
        "inventory_date": company.calendar.dates[day.ravel()],
    }


def _store_hours(company: Company) -> dict[str, Any]:
    stores = np.flatnonzero(company.stores.kind != "warehouse")
    store = np.repeat(stores, 7)
    weekday = np.tile(np.arange(1, 8), len(stores))
    last = np.array([OPEN_DAYS[name] for name in company.stores.kind[store].tolist()])
    closed = weekday > last
    clock = np.array([f"{hour:02d}:00" for hour in range(25)])
    return {
        "store_id": company.stores.store_id[store],
        "opens_at": np.where(closed, "", clock[company.stores.opens[store]]),
        "closes_at": np.where(closed, "", clock[company.stores.closes[store]]),
        "weekday": weekday,
        "valid_from_date": company.stores.opened_date[store],
    }


def _holidays(company: Company) -> dict[str, Any]:
    first, last = company.settings.start, company.settings.as_of
    found = [
        (country, name, day)
        for country in np.unique(company.cities.country).tolist()
        for year in range(first.year, last.year + 1)
        for day, name in holidays(year)
        if first <= day <= last
    ]
    return {
        "country": np.array([row[0] for row in found], dtype=np.str_),
        "holiday_name": np.array([row[1] for row in found], dtype=np.str_),
        "holiday_date": np.array([row[2] for row in found], dtype="datetime64[D]"),
    }


def _shifts(company: Company) -> dict[str, Any]:
    """Return the shifts of every store that is open on a day."""
    parts: list[tuple[Numbers, ...]] = []
    roles = sorted({shift[0] for shifts in SHIFTS.values() for shift in shifts})
    for kind, shifts in SHIFTS.items():
        stores = company.stores.of(kind)
        days = np.flatnonzero(
            (company.calendar.weekday <= OPEN_DAYS[kind]) & ~company.calendar.is_holiday
        )
        for role, begin, length in shifts:
            store, day = (grid.ravel() for grid in np.meshgrid(stores, days, indexing="ij"))
            start = company.stores.opens[store].astype(np.int64) + begin
            parts.append(
                (store, day, start, start + length, np.full(len(store), roles.index(role)))
            )
    store, day, start, end, role_ = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((start, store, day))
    return {
        "shift_id": serial("sh", np.arange(len(order))),
        "store_id": Coded(store[order], company.stores.store_id),
        "staff_role": Coded(role_[order], roles),
        "starts_at": _utc_hours(company, day[order], start[order]),
        "ends_at": _utc_hours(company, day[order], end[order]),
    }
