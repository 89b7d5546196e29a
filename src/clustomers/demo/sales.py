"""Orders as the tills and the web shop book them, and as the truth knows them."""

import numpy as np
import numpy.typing as npt

from clustomers.demo.aftermath import Refunds
from clustomers.demo.arrays import Texts
from clustomers.demo.baskets import Lines
from clustomers.demo.company import CURRENCY, Company
from clustomers.demo.identity import Cards, Tables
from clustomers.demo.people import People, person_ids
from clustomers.demo.purchases import APP, CAUSES, Drafts, Orders
from clustomers.demo.spelling import emails, phones
from clustomers.demo.zone import Coded, Values

SHIPPING = 4.90
FREE_SHIPPING_FROM = 60.0
PAYMENT = ("card", "invoice", "wallet", "direct debit")
PAYMENT_SHARE = (0.34, 0.30, 0.26, 0.10)


def tables(
    company: Company,
    people: People,
    extra: Cards,
    drafts: Drafts,
    orders: Orders,
    lines: Lines,
    rng: np.random.Generator,
) -> Tables:
    """Return receipts and shop orders with their lines."""
    in_shop = orders.is_shop
    of_shop = in_shop[lines.order]
    products = Coded(lines.product, company.products.product_id)
    return {
        ("pos", "receipts"): _receipts(company, people, extra, drafts, orders, lines),
        ("pos", "receipt_lines"): _receipt_lines(orders, lines, products, ~of_shop),
        ("shop", "orders"): _shop_orders(company, people, orders, lines, rng),
        ("shop", "order_lines"): _shop_lines(orders, lines, products, of_shop),
    }


def truth(
    people: People, drafts: Drafts, orders: Orders, lines: Lines, refunds: Refunds
) -> dict[str, Values]:
    """Return ``truth/orders``: every order to the cent.

    Costs follow the local day of the order; what is sent back does not give its cost back, so
    ``margin = net - refund - cost``.
    """
    size = len(orders)
    net = lines.by_order(lines.net, size)
    cost = lines.by_order(lines.cost, size)
    refunded = np.bincount(refunds.order, weights=refunds.amount, minlength=size).astype(np.int64)
    discount = lines.by_order(lines.discount, size)
    owner = np.maximum(orders.person, 0)
    return {
        "order_id": orders.order_id,
        "person_id": np.where(orders.person >= 0, person_ids(people.number)[owner], ""),
        "line": Coded(orders.line, ["cafe", "boutique"]),
        "channel": Coded(orders.channel, ["till", "app", "web"]),
        "cause": Coded(drafts.cause, list(CAUSES)),
        "gross": (net + discount) / 100,
        "discount": discount / 100,
        "net": net / 100,
        "refund": refunded / 100,
        "cost": cost / 100,
        "margin": (net - refunded - cost) / 100,
        "ordered_at": orders.at,
    }


def _receipts(
    company: Company, people: People, extra: Cards, drafts: Drafts, orders: Orders, lines: Lines
) -> dict[str, Values]:
    rows = np.flatnonzero(~orders.is_shop)
    # Two tills a store; the app's pre-orders have none.
    till = np.where(orders.channel[rows] == APP, -1, orders.store[rows] * 2 + rows % 2)
    tills = [f"{store}-T{number}" for store in company.stores.store_id for number in (1, 2)]
    return {
        "receipt_id": orders.order_id[rows],
        "store_id": Coded(orders.store[rows], company.stores.store_id),
        "loyalty_member_id": extra.member_id(people, orders.person[rows], drafts.day[rows]),
        "register_id": Coded(till, tills),
        "order_channel": Coded((orders.channel[rows] == APP).astype(np.int8), ["till", "app"]),
        "promotion_id": Coded(lines.promotion[rows], company.promotions.promotion_id),
        "receipt_amount": orders.amount[rows],
        "sold_at": orders.at[rows],
    }


def _receipt_lines(
    orders: Orders, lines: Lines, products: Coded, which: npt.NDArray[np.bool_]
) -> dict[str, Values]:
    rows = np.flatnonzero(which)
    gross = lines.net[rows] + lines.discount[rows]
    return {
        "receipt_id": orders.order_id[lines.order[rows]],
        "line_number": lines.number[rows],
        "product_id": Coded(products.codes[rows], products.words),
        "quantity": lines.quantity[rows],
        "gross_amount": gross / 100,
        "discount_amount": lines.discount[rows] / 100,
        "net_amount": lines.net[rows] / 100,
        "cost_amount": lines.cost[rows] / 100,
    }


def _shop_orders(
    company: Company, people: People, orders: Orders, lines: Lines, rng: np.random.Generator
) -> dict[str, Values]:
    rows = np.flatnonzero(orders.is_shop)
    size = len(rows)
    person = orders.person[rows]
    ships = company.stores.kind[orders.store[rows]] == "warehouse"
    free = orders.amount[rows] >= FREE_SHIPPING_FROM
    shipping = np.where(ships & ~free, SHIPPING, 0.0)
    no_charge = int(np.flatnonzero(company.promotions.kind == "free_shipping")[0])
    promotion = lines.promotion[rows].astype(np.int64)
    promotion = np.where((promotion < 0) & ships & free, no_charge, promotion)
    account = people.shop_customer_id[person]
    asked = (account == "") | (rng.random(size) < 0.4)
    return {
        "order_id": orders.order_id[rows],
        "shop_customer_id": account,
        "email": emails(people.email[person], rng),
        "phone": np.where(asked, phones(people.phone[person], rng), ""),
        "anonymous_id": orders.anonymous_id[rows],
        "channel": Coded((orders.channel[rows] == APP).astype(np.int8), ["web", "app"]),
        "fulfilment": Coded(ships.astype(np.int8), ["pickup", "ship"]),
        "store_id": Coded(orders.store[rows], company.stores.store_id),
        "city": Coded(people.city[person], company.cities.name),
        "payment_method": Coded(rng.choice(len(PAYMENT), size, p=PAYMENT_SHARE), list(PAYMENT)),
        "promotion_id": Coded(promotion, company.promotions.promotion_id),
        "currency": CURRENCY,
        "shipping_amount": shipping,
        "order_amount": orders.amount[rows],
        "ordered_at": orders.at[rows],
    }


def _shop_lines(
    orders: Orders, lines: Lines, products: Coded, which: npt.NDArray[np.bool_]
) -> dict[str, Values]:
    rows = np.flatnonzero(which)
    return {
        "order_id": orders.order_id[lines.order[rows]],
        "product_id": Coded(products.codes[rows], products.words),
        "line_number": lines.number[rows],
        "quantity": lines.quantity[rows].astype(np.float64),
        "unit_price_amount": lines.unit[rows] / 100,
        "discount_amount": lines.discount[rows] / 100,
        "net_amount": lines.net[rows] / 100,
    }


def first_products(company: Company, lines: Lines) -> Texts:
    """Return the product of the first line of every order."""
    first: Texts = company.products.product_id[lines.product[lines.number == 1]]
    return first
