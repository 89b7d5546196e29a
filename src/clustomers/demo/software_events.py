"""What the product's own servers report: trials, milestones, features used, invoices begun."""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import columns
from clustomers.demo.accounts import MILESTONES, Accounts
from clustomers.demo.arrow import Coded
from clustomers.demo.company import CHUNK, Company
from clustomers.demo.people import People
from clustomers.demo.subscriptions import Versions

Array = npt.NDArray[Any]
Events = dict[str, Any]

NAMES = (
    "account.created",
    "trial.started",
    "trial.ended",
    "user.created",
    "user.signed_in",
    "feature.used",
    "invite.sent",
    "integration.connected",
    "report.exported",
    "milestone.reached",
    "subscription.started",
    "subscription.cancelled",
)
FEATURES = (
    "dashboard",
    "chart_builder",
    "data_import",
    "report_builder",
    "sharing",
    "alerts",
    "comments",
    "filters",
    "scheduler",
    "integrations",
)
USES_A_DAY = (0.75, 0.65, 0.40, 0.45, 0.60)  # by behavioural type
# Planted: use falls off some weeks before a subscription ends.
FADE_DAYS, FADE_SHARE = 35, 0.6  # of paid ones
_NAME = {name: number for number, name in enumerate(NAMES)}
_NEVER = np.datetime64("9999-01-01", "us")


class _Log:
    """Collects events; every argument is an array of one length or one value."""

    def __init__(self) -> None:
        self.parts: list[tuple[Array, ...]] = []

    def add(
        self,
        name: str | Array,
        at: Array,
        account: Array,
        user: Array,
        feature: Array | int = -1,
        plan: Array | int = -1,
        milestone: Array | int = -1,
        value: Array | float = np.nan,
    ) -> None:
        """Add events; ``user`` is a position among the members, -1 for the account itself."""
        size = len(at)
        number = _NAME[name] if isinstance(name, str) else name
        self.parts.append(
            tuple(
                np.broadcast_to(np.asarray(item), (size,))
                for item in (number, at, account, user, feature, plan, milestone, value)
            )
        )

    def merged(self) -> list[Array]:
        return [np.concatenate(column) for column in zip(*self.parts, strict=True)]


def make(
    company: Company,
    people: People,
    accounts: Accounts,
    versions: Versions,
    user_created: Array,
    user_ids: Array,
    rng: np.random.Generator,
) -> Events:
    """Make the server events of a chunk's accounts.

    Returns
    -------
    dict
        Columns of server.events, and ``_person`` (global number) and ``_session`` (-1), from the
        first to the as-of day, sorted by time.
    """
    log = _Log()
    owner = np.flatnonzero(accounts.is_owner)
    count = np.arange(len(accounts))
    log.add("account.created", accounts.start, count, owner)
    trial = np.flatnonzero(accounts.is_trial)
    log.add("trial.started", accounts.start[trial], trial, owner[trial], plan=2)
    log.add("user.created", user_created, accounts.member_account, np.arange(len(accounts.member)))
    _milestones(accounts, owner, log)
    _billing(accounts, versions, owner, log)
    _use(company, people, accounts, versions, user_created, log, rng)

    name, at, account, user, feature, plan, milestone, value = log.merged()
    start = company.calendar.utc(np.zeros(1, dtype=np.int64), np.zeros(1))[0]
    order = np.argsort(at, kind="stable")
    order = order[(at[order] >= start) & (at[order] < company.calendar.end)]
    name, at, account, user, feature, plan, milestone, value = (
        item[order] for item in (name, at, account, user, feature, plan, milestone, value)
    )
    size = len(name)
    base = int(people.number[0] // CHUNK) * 10_000_000
    texts = [f'{{"milestone": "{item}"}}' for item in MILESTONES]
    is_billing = np.isin(name, [_NAME["subscription.started"], _NAME["subscription.cancelled"]])
    return {
        "event_id": columns.serial("p", base + np.arange(size)),
        "event": Coded(name, list(NAMES)),
        "service": Coded(is_billing.astype(np.int8), ["product", "billing"]),
        "user_id": Coded(user, user_ids),
        "account_id": Coded(account, accounts.account_id),
        "feature": Coded(feature, list(FEATURES)),
        "plan_id": Coded(plan, company.plans.plan_id),
        "properties": Coded(milestone, texts),
        "value_amount": value,
        "occurred_at": at,
        "received_at": at + rng.integers(80_000, 2_500_000, size).astype("timedelta64[us]"),
        "_person": people.number[accounts.member[user]],
        "_session": np.full(size, -1, dtype=np.int64),
    }


def _milestones(accounts: Accounts, owner: Array, log: _Log) -> None:
    account, milestone = np.nonzero(np.isfinite(accounts.milestone_hours))
    hours = accounts.milestone_hours[account, milestone]
    at = accounts.start[account] + (hours * 3600e6).astype("timedelta64[us]")
    # Nobody works on a trial that is decided.
    known = at < accounts.closed[account]
    account, milestone, at = account[known], milestone[known], at[known]
    log.add("milestone.reached", at, account, owner[account], milestone=milestone)
    before = at - np.timedelta64(40, "s")
    for number, name in ((0, "integration.connected"), (1, "report.exported"), (2, "invite.sent")):
        chosen = milestone == number
        log.add(name, before[chosen], account[chosen], owner[account[chosen]])


def _billing(accounts: Accounts, versions: Versions, owner: Array, log: _Log) -> None:
    before = np.append(-1, versions.status[:-1])
    same = np.append(
        False,
        (versions.account[1:] == versions.account[:-1]) & (versions.term[1:] == versions.term[:-1]),
    )
    before = np.where(same, before, -1)
    # Billing runs in the small hours, except that a first signature has its own time.
    night = versions.first.astype("datetime64[us]") + np.timedelta64(3, "h")
    for status, earlier, name in (
        (1, (-1, 0), "subscription.started"),
        (2, (1,), "subscription.cancelled"),
        (2, (0,), "trial.ended"),
    ):
        rows = np.flatnonzero((versions.status == status) & np.isin(before, earlier))
        account = versions.account[rows]
        at = night[rows]
        if name == "subscription.started":
            at = np.where(versions.term[rows] == 0, accounts.closed[account], at)
        paid = versions.cents[rows] / 100
        log.add(
            name,
            at,
            account,
            owner[account],
            plan=versions.plan[rows],
            value=np.where(versions.status[rows] == 1, paid, np.nan),
        )


def _use(
    company: Company,
    people: People,
    accounts: Accounts,
    versions: Versions,
    user_created: Array,
    log: _Log,
    rng: np.random.Generator,
) -> None:
    """Add sign-ins and features used, by members, on the days their account is on a plan."""
    member_rate = np.array(USES_A_DAY)[people.kind[accounts.member]]
    member_rate = member_rate * rng.gamma(2.0, 0.5, len(member_rate))
    of_account: list[Array] = (
        np.split(np.arange(len(accounts.member)), np.flatnonzero(accounts.is_owner)[1:])
        if len(accounts.member)
        else []
    )
    sizes = np.array([len(group) for group in of_account], dtype=np.int64)
    first_member = np.cumsum(sizes) - sizes
    open_rows = np.flatnonzero(versions.status < 2)
    account = versions.account[open_rows]
    row = np.repeat(open_rows, sizes[account])
    user = np.repeat(first_member[account], sizes[account]) + columns.within(sizes[account])
    today = np.datetime64(company.settings.as_of, "D")
    begins = np.maximum(versions.first[row], user_created[user].astype("datetime64[D]"))
    begins = np.maximum(begins, np.datetime64(company.settings.start, "D"))
    last = np.where(np.isnat(versions.last[row]), today, versions.last[row])
    days = (last - begins).astype(np.int64) + 1
    busy = np.where(versions.status[row] == 0, 1.6, 1.0) * np.where(
        accounts.is_fast[versions.account[row]], 1.25, 0.9
    )
    count = rng.poisson(np.maximum(days, 0) * member_rate[user] * busy)
    use = np.repeat(np.arange(len(row)), count)
    day = begins[use] + (rng.random(len(use)) * days[use]).astype(np.int64)
    end = versions.ends()[row[use]]
    fades = (versions.status[row[use]] == 1) & (end - day <= np.timedelta64(FADE_DAYS, "D"))
    is_weekend = (day.astype(np.int64) + 3) % 7 >= 5
    keeps = rng.random(len(use)) >= np.where(is_weekend, 0.8, 0.0)
    keeps &= ~fades | (rng.random(len(use)) >= FADE_SHARE)
    use, day = use[keeps], day[keeps]
    number = (day - np.datetime64(company.settings.start, "D")).astype(np.int64)
    at = company.calendar.utc(number, np.clip(rng.normal(13, 3, len(use)), 5, 22.9) * 3600)
    # Not before the account and its user exist.
    at = np.maximum(at, user_created[user[use]] + np.timedelta64(5, "m"))
    who, where = user[use], versions.account[row[use]]
    closed = versions.status[row[use]] == 0
    at = np.where(closed, np.minimum(at, accounts.closed[where] - np.timedelta64(1, "s")), at)
    signs = rng.random(len(use)) < 0.3
    log.add("user.signed_in", at[signs] - np.timedelta64(30, "s"), where[signs], who[signs])
    feature = np.minimum(rng.geometric(0.28, len(use)) - 1, len(FEATURES) - 1)
    favourite = (who * 7) % len(FEATURES)
    feature = np.where(rng.random(len(use)) < 0.35, favourite, feature)
    log.add("feature.used", at, where, who, feature=feature)
    exports = rng.random(len(use)) < 0.05
    log.add("report.exported", at[exports] + np.timedelta64(90, "s"), where[exports], who[exports])
