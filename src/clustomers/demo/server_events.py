"""What the company's own servers report of the same things: orders, payments, accounts, leads."""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import journeys
from clustomers.demo.columns import Coded, Events, milliseconds, serial, times
from clustomers.demo.company import Company
from clustomers.demo.people import People
from clustomers.demo.purchases import APP, WEB, Orders

Numbers = npt.NDArray[Any]
ID_BLOCK = 1_000_000
EVENTS = (
    "order.created", "order.paid", "payment.failed", "user.created", "user.signed_in",
    "lead.captured",
)  # fmt: skip
SERVICES = ("shop", "orders", "billing", "product")
# Of checkouts that stop after the payment details, those whose payment was refused.
REFUSED_SHARE = 0.35


def make(
    company: Company,
    people: People,
    orders: Orders,
    web: Events,
    app: Events,
    chunk: int,
    rng: np.random.Generator,
) -> Events:
    """Return the servers' events of a chunk.

    Every order of the web shop and the app is there twice, created and paid, with the order's id
    and the same deduplication id as the browser's purchase.
    """
    digital = np.flatnonzero(
        ((orders.channel == WEB) | (orders.channel == APP)) & (orders.person >= 0)
    )
    at = milliseconds(orders.at[digital])
    browser, browser_at, browser_event = _of_browsers(web, rng)
    count, others = len(digital), len(browser)
    who = orders.person[digital].astype(np.int64)
    in_shop = orders.is_shop[digital]
    words = orders.order_id[digital]
    prefix = np.where(orders.channel[digital] == WEB, "pur-", "app-")
    by_order = np.arange(count, dtype=np.int32)
    nothing = np.full(others, -1, dtype=np.int32)
    event = np.concatenate([np.zeros(count), np.ones(count), browser_event]).astype(np.int16)
    order = np.concatenate([by_order, by_order, nothing])
    first = int(people.number[0]) if len(people) else 0
    person = np.concatenate([who, who, web["_person"][browser] - first])
    service = np.where(in_shop, 0, 1)
    of_browser = np.array([0, 0, 0, 3])[browser_event - 2] if others else browser_event
    # Who is signed in, a service knows in its own way; so it reports the payment as well.
    service = np.concatenate([service, service, of_browser])
    # Shop customers and members go by the ids of their service; a guest has none.
    customer = np.concatenate([in_shop, in_shop, np.ones(others, dtype=bool)])
    user = np.where(customer, person, len(people) + person)
    user = np.where(event == EVENTS.index("lead.captured"), -1, user)
    # The browser's id reaches the shop's server, not that of the app.
    cookie = np.concatenate([_cookies(people, orders, digital), web["anonymous_id"].codes[browser]])
    cookie = np.concatenate([cookie[:count], cookie])
    code = web["deduplication_id"].codes[browser]
    shared = np.concatenate([by_order, by_order, np.where(code < 0, -1, code + count)])
    occurred = np.concatenate([at, at + rng.integers(900, 4_000, count), browser_at])
    amount = np.round(orders.amount[digital], 2)
    none = np.full(others, np.nan)
    size = len(event)
    received = occurred + rng.integers(20, 400, size)
    by_time = np.argsort(occurred, kind="stable")
    return {
        "event_id": serial("s", chunk * ID_BLOCK + np.arange(size)),
        "source_event": Coded(event[by_time], list(EVENTS)),
        "service": Coded(service[by_time].astype(np.int8), list(SERVICES)),
        "user_id": Coded(
            user[by_time].astype(np.int32),
            np.concatenate([people.shop_customer_id, people.loyalty_member_id]),
        ),
        "anonymous_id": Coded(cookie[by_time].astype(np.int32), web["anonymous_id"].words),
        "account_id": "",
        "deduplication_id": Coded(
            shared[by_time],
            np.concatenate([np.strings.add(prefix, words), web["deduplication_id"].words]),
        ),
        "order_id": Coded(order[by_time], words),
        "product_id": "",
        "feature": "",
        "plan_id": "",
        "properties": "",
        "value_amount": np.concatenate([amount, amount, none])[by_time],
        "quantity": np.concatenate([orders.quantity[digital]] * 2 + [none]).astype(np.float64)[
            by_time
        ],
        "occurred_at": times(occurred[by_time]),
        "received_at": times(received[by_time]),
        "_person": (person + first)[by_time],
        "_session": np.full(size, -1, dtype=np.int64),
    }


def _of_browsers(web: Events, rng: np.random.Generator) -> tuple[Numbers, Numbers, Numbers]:
    """Return what the servers saw of browsers beside orders: row, time and event of each."""
    codes = journeys.web()
    event = web["source_event"].codes
    rows, kinds = [], []
    for name, source in (
        ("user.created", "sign_up"),
        ("user.signed_in", "login"),
        ("lead.captured", "generate_lead"),
    ):
        found = np.flatnonzero(event == codes.codes(source)[0])
        rows.append(found)
        kinds.append(np.full(len(found), EVENTS.index(name)))
    # A refused payment is the last thing of its visit.
    last = np.append(web["_session"][1:] != web["_session"][:-1], True)[: len(event)]
    stopped = np.flatnonzero(last & (event == codes.codes("add_payment_info")[0]))
    stopped = stopped[rng.random(len(stopped)) < REFUSED_SHARE]
    rows.append(stopped)
    kinds.append(np.full(len(stopped), EVENTS.index("payment.failed")))
    row, kind = np.concatenate(rows), np.concatenate(kinds)
    return row, milliseconds(web["occurred_at"][row]) - 150, kind


def _cookies(people: People, orders: Orders, rows: Numbers) -> Numbers:
    """Return the browser of each order as a code: twice the person, plus one for the second."""
    who = orders.person[rows].astype(np.int64)
    second = (orders.anonymous_id[rows] == people.secondary_anonymous_id[who]).astype(np.int64)
    return np.where(orders.anonymous_id[rows] != "", who * 2 + second, -1)
