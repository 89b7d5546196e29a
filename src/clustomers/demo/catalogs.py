"""Landed tables of what the company is: stores, products and their prices, offers."""

import numpy as np

from clustomers.demo import loyalty
from clustomers.demo.company import Company
from clustomers.demo.identity import Tables
from clustomers.demo.zone import Values

_LINES = {
    "cafe": "cafes",
    "boutique": "boutique",
    "warehouse": "boutique",
    "practice": "dental practice",
}


def tables(company: Company) -> Tables:
    """Return the tables that are made once, not by chunk."""
    return {
        ("pos", "stores"): _stores(company),
        ("pos", "products"): _products(company, weather=False),
        ("shop", "products"): _products(company, weather=True),
        ("shop", "price_history"): _prices(company),
        ("pos", "offers"): loyalty.offers(company),
    }


def _stores(company: Company) -> dict[str, Values]:
    """Return all stores, and what subscriptions are booked under, which is no place."""
    stores = company.stores
    regions = np.array(["North", "Centre", "South", "South"])
    return {
        "store_id": np.append(stores.store_id, "subscription"),
        "store_name": np.append(stores.name, "Subscriptions"),
        "store_format": np.append(stores.kind, ""),
        "business_line": np.append([_LINES[kind] for kind in stores.kind.tolist()], "software"),
        "region": np.append(regions[company.cities.zone[stores.city]], ""),
        "city": np.append(company.cities.name[stores.city], ""),
        "country": np.append(company.cities.country[stores.city], ""),
        "opened_date": np.append(stores.opened_date, np.datetime64("NaT", "D")),
    }


def _products(company: Company, *, weather: bool) -> dict[str, Values]:
    """Return the tills' products, which are all, or the shop's, with season and weather."""
    products = company.products
    rows = products.of("boutique") if weather else np.arange(len(products))
    columns: dict[str, Values] = {
        "product_id": products.product_id[rows],
        "product_name": products.name[rows],
        "brand": products.brand[rows],
        "department": products.department[rows],
        "category": products.category[rows],
        "subcategory": products.subcategory[rows],
    }
    if weather:
        columns["season"] = products.season[rows]
        columns["weather_fit"] = products.weather_fit[rows]
        age = 30 + 41 * np.arange(len(rows)) % 900
        columns["created_date"] = np.datetime64(company.settings.start, "D") - age
    return columns


def _prices(company: Company) -> dict[str, Values]:
    products = company.products
    product, day = products.period_product, products.period_from
    # The first period began long ago, so that an order on the first day finds its price.
    begins = company.calendar.day(np.where(day == 0, -900, day))
    ends = np.full(len(day), np.datetime64("NaT"), dtype="datetime64[D]")
    follows = np.flatnonzero(product[1:] == product[:-1])
    ends[follows] = begins[follows + 1] - 1
    return {
        "product_id": products.product_id[product],
        "list_price_amount": products.period_price,
        "unit_cost_amount": products.period_cost,
        "valid_from_date": begins,
        "valid_to_date": ends,
    }
