"""Subscriptions of the software as versions, and the monthly recurring revenue they come to.

Money is whole cents throughout; a version's monthly amount is seats times list price less the
discount of the term, rounded once.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo.accounts import TRIAL_DAYS, Accounts
from clustomers.demo.arrays import Lottery, numbered
from clustomers.demo.company import CHUNK, Company
from clustomers.demo.people import People

Array = npt.NDArray[Any]

# Planted: a month's chance to end with a monthly term; a renewal's chance with a yearly one.
MONTHLY_CHURN, YEARLY_CHURN = 0.070, 0.20
EXPANSION, CONTRACTION, UPGRADE = 0.055, 0.022, 0.012
RETURN_SHARE = 0.14  # of those who ended, back after two to five months
REASONS = (
    ("price", 30),
    ("missing feature", 24),
    ("no budget", 18),
    ("competitor", 16),
    ("closed", 6),
    ("unused", 26),
)
_TIERS = 3


@dataclass
class Versions:
    """Versions of the subscriptions, sorted by subscription and day; arrays of one length."""

    account: Array
    term: Array  # 0 the first subscription of the account, 1 the one after a return
    plan: Array
    seats: Array
    cents: Array
    status: Array  # 0 trial, 1 active, 2 ended
    reason: Array  # index into REASONS, -1 for none
    first: Array  # datetime64[D]
    last: Array  # datetime64[D], NaT while it holds

    def __len__(self) -> int:
        """Return the number of versions."""
        return len(self.account)

    def ends(self) -> Array:
        """Return the day on which each version's subscription ended; NaT while it has not."""
        key = self.account * 2 + self.term
        days = np.full(int(key.max(initial=0)) + 1, np.datetime64("NaT", "D"))
        over = self.status == 2
        days[key[over]] = self.first[over]
        return np.asarray(days[key])


def cents(company: Company, plan: Array, seats: Array) -> Array:
    """Return the monthly amount in cents."""
    price = np.rint(company.plans.list_price[plan] * 100).astype(np.int64)
    kept = np.rint((1 - company.plans.discount[plan]) * 100).astype(np.int64)
    return np.asarray((seats * price * kept + 50) // 100)


def simulate(company: Company, accounts: Accounts, rng: np.random.Generator) -> Versions:
    """Follow every account month by month from its trial to the as-of date."""
    rows = _Rows()
    today = np.datetime64(company.settings.as_of, "D")
    none = np.full(len(accounts), -1)
    begins = company.calendar.day(accounts.start_day)
    trying = np.flatnonzero(accounts.is_trial & (begins <= today))
    zero = np.zeros(len(accounts), dtype=np.int64)
    # A trial is of the team plan, whatever is bought afterwards.
    team = np.full(len(accounts), 2)
    rows.add(trying, 0, team, np.minimum(accounts.seats, 5), zero, 0, none, begins)
    fails = np.flatnonzero(accounts.is_trial & ~accounts.is_won & (begins + TRIAL_DAYS <= today))
    rows.add(fails, 0, team, zero, zero, 2, none, begins + TRIAL_DAYS)

    signed = accounts.closed.astype("datetime64[D]")
    won = np.flatnonzero(accounts.is_won & (signed <= today))
    back, since, plan, seats = _run(
        company, rows, 0, won, signed, accounts.plan, accounts.seats, rng
    )
    returned = back[since[back] <= today]
    _run(company, rows, 1, returned, since, plan, seats, rng)
    return rows.versions()


class _Rows:
    """Collects versions; an array argument holds a value for every account."""

    def __init__(self) -> None:
        self.parts: list[tuple[Array, ...]] = []

    def add(
        self,
        chosen: Array,
        term: int,
        plan: Array,
        seats: Array,
        amount: Array,
        status: int,
        reason: Array,
        first: Array,
    ) -> None:
        same = np.ones(len(chosen), dtype=np.int64)
        self.parts.append(
            (chosen, term * same, plan[chosen], seats[chosen], amount[chosen], status * same,
             reason[chosen], first[chosen])
        )  # fmt: skip

    def versions(self) -> Versions:
        account, term, plan, seats, amount, status, reason, first = (
            np.concatenate(column) for column in zip(*self.parts, strict=True)
        )
        order = np.lexsort((status, first, term, account))
        account, term, first = account[order], term[order], first[order].astype("datetime64[D]")
        last = np.full(len(order), np.datetime64("NaT", "D"))
        follows = (account[1:] == account[:-1]) & (term[1:] == term[:-1])
        last[:-1][follows] = first[1:][follows] - 1
        return Versions(
            account,
            term,
            plan[order],
            seats[order],
            amount[order],
            status[order],
            reason[order],
            first,
            last,
        )


def _run(
    company: Company,
    rows: _Rows,
    term: int,
    chosen: Array,
    since: Array,
    plan: Array,
    seats: Array,
    rng: np.random.Generator,
) -> tuple[Array, Array, Array, Array]:
    """Follow active subscriptions to their end; return who comes back, when, and with what."""
    today = np.datetime64(company.settings.as_of, "D")
    size = len(since)
    plan, seats = plan.astype(np.int64).copy(), seats.astype(np.int64).copy()
    reason = np.full(size, -1)
    lottery = Lottery([[row[1] for row in REASONS]])
    amount = cents(company, plan, seats)
    rows.add(chosen, term, plan, seats, amount, 1, reason, since)
    first_month = since.astype("datetime64[M]")
    day = np.minimum((since - first_month.astype("datetime64[D]")).astype(np.int64), 27)
    back = np.full(size, np.datetime64("9999-01-01", "D"))
    alive = chosen
    month = 0
    while len(alive):
        month += 1
        now = (first_month + month).astype("datetime64[D]") + day
        alive = alive[now[alive] <= today]
        yearly = company.plans.term_months[plan[alive]] == 12
        chance = np.where(yearly, YEARLY_CHURN * (month % 12 == 0), MONTHLY_CHURN)
        ends = rng.random(len(alive)) < chance
        over, alive = alive[ends], alive[~ends]
        reason[over] = lottery.draw(rng, 0, len(over))
        zero = np.zeros(size, dtype=np.int64)
        rows.add(over, term, plan, zero, zero, 2, reason, now)
        comes = over[rng.random(len(over)) < RETURN_SHARE]
        back[comes] = now[comes] + rng.integers(60, 150, len(comes))
        draw = rng.random(len(alive))
        before = cents(company, plan[alive], seats[alive])
        grows, shrinks = draw < EXPANSION, (draw >= EXPANSION) & (draw < EXPANSION + CONTRACTION)
        climbs = (draw >= EXPANSION + CONTRACTION) & (draw < EXPANSION + CONTRACTION + UPGRADE)
        step = np.maximum(np.rint(seats[alive] * rng.uniform(0.1, 0.4, len(alive))), 1)
        change = step.astype(np.int64) * (grows * 1 - shrinks * 1)
        seats[alive] = np.maximum(seats[alive] + change, 1)
        plan[alive] += 2 * (climbs & (plan[alive] < 2 * (_TIERS - 1)))
        after = cents(company, plan[alive], seats[alive])
        changed = alive[before != after]
        rows.add(changed, term, plan, seats, cents(company, plan, seats), 1, reason, now)
    return np.flatnonzero(back <= today), back, plan, seats


def subscription_columns(
    company: Company, people: People, accounts: Accounts, versions: Versions
) -> dict[str, Array]:
    """Return product.subscriptions."""
    base = int(people.number[0] // CHUNK) * 200_000
    status = np.array(["trial", "active", "ended"])[versions.status]
    reasons = np.array([row[0] for row in REASONS] + [""])
    reason = reasons[versions.reason]
    reason = np.where((versions.status == 2) & (versions.reason < 0), "trial expired", reason)
    return {
        "subscription_id": numbered("SUB-", base + 2 * versions.account + versions.term, 9),
        "account_id": accounts.account_id[versions.account],
        "plan_id": company.plans.plan_id[versions.plan],
        "status": status,
        "end_reason": reason,
        "seat_count": versions.seats,
        "monthly_amount": versions.cents / 100,
        "valid_from_date": versions.first,
        "valid_to_date": versions.last,
    }


def monthly_revenue(company: Company, accounts: Accounts, versions: Versions) -> dict[str, Array]:
    """Return the truth: what each account pays at the end of each month, in months it pays.

    The last month ends with the as-of date.
    """
    first = np.datetime64(company.settings.start, "M")
    last = np.datetime64(company.settings.as_of, "M")
    months = np.arange(first, last + 1)
    ends = np.minimum(
        (months + 1).astype("datetime64[D]") - 1, np.datetime64(company.settings.as_of, "D")
    )
    active = versions.status == 1
    until = np.where(np.isnat(versions.last), np.datetime64("9999-12-31", "D"), versions.last)
    holds = (versions.first[:, None] <= ends) & (until[:, None] >= ends) & active[:, None]
    version, month = np.nonzero(holds)
    return {
        "account_id": accounts.account_id[versions.account[version]],
        "month": months[month].astype("datetime64[D]"),
        "mrr": versions.cents[version] / 100,
    }
