"""What follows an order: parcels, which may be late, and refunds."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clustomers.demo import kinds
from clustomers.demo.arrays import numbered
from clustomers.demo.baskets import Lines
from clustomers.demo.company import Company
from clustomers.demo.identity import Tables
from clustomers.demo.people import People
from clustomers.demo.purchases import BOUTIQUE, TILL, Drafts, Orders
from clustomers.demo.zone import Coded

# Planted.
LATE_SHARE = {"Paketblitz": 0.06, "Nordkurier": 0.20}
LATE_RETURN_LIFT = 0.6  # returns of what came late
CAFE_COMPLAINTS = 0.004
REASONS = ("too small", "too large", "not as shown", "changed my mind", "damaged", "came too late")
TILL_REASONS = ("wrong order", "not good", "exchange", "changed my mind")


@dataclass
class Parcels:
    """Parcels of a chunk; arrays of one length."""

    order: npt.NDArray[np.int64]
    carrier: npt.NDArray[np.int8]
    promised_from: npt.NDArray[np.int64]  # day numbers
    promised_to: npt.NDArray[np.int64]
    shipped_at: npt.NDArray[np.datetime64]
    delivered_at: npt.NDArray[np.datetime64]  # may be past the end
    late_days: npt.NDArray[np.int64]  # 0 when on time


@dataclass
class Refunds:
    """Refunded lines of a chunk; arrays of one length, none after the end."""

    line: npt.NDArray[np.int64]  # index into Lines
    order: npt.NDArray[np.int64]
    quantity: npt.NDArray[np.int64]  # sent back; 0 for money only
    amount: npt.NDArray[np.int64]  # cents
    reason: npt.NDArray[np.int64]
    at: npt.NDArray[np.datetime64]


def ship(company: Company, drafts: Drafts, orders: Orders, rng: np.random.Generator) -> Parcels:
    """Ship what is sent from the warehouse; each carrier is late in its own share of cases."""
    warehouse = company.stores.of("warehouse")[0]
    order = np.flatnonzero(orders.is_shop & (orders.store == warehouse))
    size = len(order)
    day = drafts.day[order].astype(np.int64)
    carrier = rng.integers(0, len(LATE_SHARE), size).astype(np.int8)
    late = rng.random(size) < np.array(list(LATE_SHARE.values()))[carrier]
    late_days = np.where(late, rng.geometric(0.4, size), 0)
    leaves = day + (drafts.second[order] > 14 * 3600) * 1
    arrives = np.where(late, day + 4 + late_days, day + rng.integers(2, 5, size))
    hour = rng.integers(9 * 3600, 18 * 3600, (2, size))
    return Parcels(
        order,
        carrier,
        day + 2,
        day + 4,
        company.calendar.utc(
            leaves, np.maximum(hour[0], drafts.second[order] * (leaves == day) + 600)
        ),
        company.calendar.utc(arrives, hour[1]),
        late_days,
    )


def refund(
    company: Company,
    drafts: Drafts,
    orders: Orders,
    lines: Lines,
    parcels: Parcels,
    rng: np.random.Generator,
) -> Refunds:
    """Refund lines: types differ in how much they send back, and what came late comes back more."""
    late = np.zeros(len(orders), dtype=bool)
    late[parcels.order] = parcels.late_days > 0
    arrived = orders.at.copy()
    arrived[parcels.order] = parcels.delivered_at
    is_fashion = orders.line[lines.order] == BOUTIQUE
    share = np.where(is_fashion, kinds.RETURN_SHARE[drafts.kind[lines.order]], CAFE_COMPLAINTS)
    share = share * np.where(late[lines.order], 1 + LATE_RETURN_LIFT, 1.0)
    line = np.flatnonzero(rng.random(len(lines)) < share)
    size = len(line)
    order = lines.order[line]
    wait = np.where(is_fashion[line], rng.integers(2 * 86_400, 18 * 86_400, size), 600)
    at = arrived[order] + wait.astype("timedelta64[s]")
    quantity, net = lines.quantity[line], lines.net[line]
    back = np.where(rng.random(size) < 0.8, quantity, 1)
    amount = (2 * net * back + quantity) // (2 * quantity)  # rounded half up, in cents
    money_only = ~is_fashion[line] | (rng.random(size) < 0.06)
    partly = money_only & is_fashion[line]
    amount = np.where(partly, np.maximum(net // 5, 1), amount)
    came_late = late[order] & (rng.random(size) < 0.4)
    till = orders.channel[order] == TILL
    reason = rng.integers(0, 5, size)
    reason = np.where(partly, 4, np.where(came_late, 5, reason))
    reason = np.where(
        ~is_fashion[line], rng.integers(0, 2, size), np.where(till, 2 + reason % 2, reason)
    )
    inside = (at < company.calendar.end) & (net > 0)
    return Refunds(
        line[inside],
        order[inside],
        np.where(money_only, 0, back)[inside],
        amount[inside],
        reason[inside],
        at[inside],
    )


def tables(
    company: Company, orders: Orders, lines: Lines, parcels: Parcels, refunds: Refunds
) -> Tables:
    """Return the landed shipments and refunds of the shop and of the tills."""
    made: Tables = {("shop", "shipments"): _shipments(company, orders, parcels)}
    in_shop = orders.is_shop[refunds.order]
    for system, key, reasons, which in (
        ("shop", "order_id", REASONS, in_shop),
        ("pos", "receipt_id", TILL_REASONS, ~in_shop),
    ):
        rows = np.flatnonzero(which)
        rows = rows[np.argsort(refunds.at[rows], kind="stable")]
        line = refunds.line[rows]
        owner = orders.order_id[refunds.order[rows]]
        made[system, "refunds"] = {
            # Every line is refunded once at most.
            "refund_id": np.strings.add(
                np.strings.add("RE-", owner), numbered("-", lines.number[line], 1)
            ),
            key: owner,
            "reason": Coded(refunds.reason[rows], list(reasons)),
            "line_number": lines.number[line],
            "quantity": refunds.quantity[rows].astype(np.float64),
            "refund_amount": refunds.amount[rows] / 100,
            "refunded_at": refunds.at[rows],
        }
    return made


def experience(
    people: People, orders: Orders, parcels: Parcels, refunds: Refunds
) -> dict[str, npt.NDArray[np.float64]]:
    """Return how many late deliveries and refunds each person had, shape (n,) each."""
    size = len(people)
    late = orders.person[parcels.order[parcels.late_days > 0]]
    back = orders.person[refunds.order]
    return {
        "late_deliveries": np.bincount(late, minlength=size).astype(np.float64),
        "refunds": np.bincount(back[back >= 0], minlength=size).astype(np.float64),
    }


def _shipments(company: Company, orders: Orders, parcels: Parcels) -> dict[str, object]:
    end = company.calendar.end
    never = np.datetime64("NaT")
    return {
        "shipment_id": np.strings.add("SH-", orders.order_id[parcels.order]),
        "order_id": orders.order_id[parcels.order],
        "carrier": Coded(parcels.carrier, list(LATE_SHARE)),
        "promised_from_date": company.calendar.day(parcels.promised_from),
        "promised_to_date": company.calendar.day(parcels.promised_to),
        "shipped_at": np.where(parcels.shipped_at < end, parcels.shipped_at, never),
        "delivered_at": np.where(parcels.delivered_at < end, parcels.delivered_at, never),
    }
