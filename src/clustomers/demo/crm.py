"""The CRM: accounts, contacts (some twice), leads, the pipeline and what the sellers did."""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo.accounts import TALK_TRACKS, Accounts
from clustomers.demo.arrays import Lottery, join, numbered
from clustomers.demo.arrow import Coded
from clustomers.demo.columns import within
from clustomers.demo.company import CHUNK, Company
from clustomers.demo.people import People, person_ids
from clustomers.demo.spelling import emails, records
from clustomers.demo.subscriptions import Versions, cents
from clustomers.demo.subset import subset

Array = npt.NDArray[Any]
Tables = dict[tuple[str, str], dict[str, Any]]

DUPLICATE_SHARE = 0.09  # of the contacts, entered a second time
CONTACT_SHARE = 0.85  # of an account's members, beside its owner
STAGES = ("new", "qualified", "demo", "proposal", "negotiation")
LOSS_REASONS = ("price", "no decision", "competitor", "missing feature", "no budget")
# The same job under two names: what the second entry says.
JOBS = (
    ("Managing Director", "CEO"),
    ("Head of Marketing", "Marketing Lead"),
    ("Operations Manager", "Head of Operations"),
    ("Office Manager", "Team Assistant"),
    ("Data Analyst", "Business Analyst"),
    ("Finance Manager", "CFO"),
    ("Store Manager", "Branch Lead"),
)
ROLES = ("champion", "decision maker", "user", "finance")
LEAD_CHANNELS = (
    ("organic_search", 30),
    ("paid_search", 26),
    ("direct", 18),
    ("referral", 9),
    ("paid_social", 8),
    ("email", 5),
    ("organic_social", 4),
)
ACTIVITIES = ("call", "demo", "meeting", "email")
OUTCOMES = ("interested", "follow up", "objection", "no answer")
_NOTHING = np.datetime64("NaT", "us")
_DAY = 86_400_000_000


def make(
    company: Company,
    people: People,
    accounts: Accounts,
    versions: Versions,
    rng: np.random.Generator,
) -> Tables:
    """Make the tables of the CRM for a chunk's accounts; ("truth", "identifiers") beside them."""
    base = int(people.number[0] // CHUNK) * 100_000 if len(people) else 0
    known = accounts.start < company.calendar.end
    contacts, main, identifiers = _contacts(company, people, accounts, base, rng)
    leads = _leads(company, people, accounts, contacts["contact_id"][main], base, rng)
    opened = _opened(accounts)
    has_deal = np.flatnonzero(opened < company.calendar.end)
    deals = numbered("OP", base + has_deal, 8)
    leads["opportunity_id"][has_deal] = deals
    stages, furthest = _stage_changes(company, accounts, opened, has_deal, deals, base, rng)
    tables: Tables = {
        ("crm", "accounts"): _accounts(company, accounts, versions, known),
        ("crm", "contacts"): contacts,
        ("crm", "leads"): {
            name: values[leads["created_at"] < company.calendar.end]
            for name, values in leads.items()
        },
        ("crm", "opportunities"): _opportunities(
            company,
            accounts,
            opened,
            has_deal,
            deals,
            contacts["contact_id"][main],
            leads["lead_id"],
            furthest,
            rng,
        ),
        ("crm", "opportunity_stage_changes"): stages,
        ("crm", "sales_activities"): _activities(
            company, accounts, opened, has_deal, deals, contacts["contact_id"][main], base, rng
        ),
        ("truth", "identifiers"): identifiers,
    }
    return tables


def _accounts(
    company: Company, accounts: Accounts, versions: Versions, known: Array
) -> dict[str, Array]:
    plan = accounts.plan.copy()
    plan[versions.account] = versions.plan  # the last version stands, trials included
    columns = {
        "account_id": accounts.account_id,
        "account_name": accounts.name,
        "domain": accounts.domain,
        "industry": accounts.industry,
        "country": company.cities.country[accounts.city],
        "city": company.cities.name[accounts.city],
        "product_tier": company.plans.tier[plan],
        "owner_role": np.where(accounts.seats >= 18, "key account lead", "sales lead"),
        "employee_count": accounts.employees,
        "created_at": accounts.start,
    }
    return {name: values[known] for name, values in columns.items()}


def _contacts(
    company: Company, people: People, accounts: Accounts, base: int, rng: np.random.Generator
) -> tuple[dict[str, Array], Array, dict[str, Array]]:
    """Return the contacts, the row of each account's main one, and the truth about their ids."""
    size = len(accounts.member)
    listed = accounts.is_owner | (rng.random(size) < CONTACT_SHARE)
    listed &= accounts.start[accounts.member_account] < company.calendar.end
    member = np.flatnonzero(listed)
    again = member[rng.random(len(member)) < DUPLICATE_SHARE]
    rows = np.concatenate([member, again])
    second = np.arange(len(rows)) >= len(member)
    person, account = accounts.member[rows], accounts.member_account[rows]
    count = len(rows)
    job = rng.integers(0, len(JOBS), size)[rows]
    title = np.where(
        second, np.array([row[1] for row in JOBS])[job], np.array([row[0] for row in JOBS])[job]
    )
    # Each entry has slips of its own, a second one of the same person, too. Most second ones
    # share the e-mail address or the phone with the first; a sixth share neither.
    held = records(company, subset(people, person), rng)
    draw = rng.random(count)
    held["email"] = np.where(second & (draw > 0.5), "", held["email"])
    held["phone"] = np.where(second & ((draw <= 0.4) | (draw > 0.83)), "", held["phone"])
    late = np.where(second, rng.uniform(20, 200, count), rng.uniform(0, 3, count)) * _DAY
    created = accounts.start[account] + late.astype("timedelta64[us]")
    ids = numbered("CT", base + np.arange(count), 8)
    columns = {
        "contact_id": ids,
        "account_id": accounts.account_id[account],
        **{name: values for name, values in held.items() if name != "gender"},
        "job_title": title,
        "contact_role": np.where(
            accounts.is_owner[rows],
            np.array(ROLES)[rng.integers(0, 2, count)],
            np.array(ROLES)[2 + (rng.random(count) < 0.15)],
        ),
        "created_at": np.minimum(created, company.calendar.end - np.timedelta64(1, "s")),
    }
    main = np.zeros(len(accounts), dtype=np.int64)
    owners = np.flatnonzero(accounts.is_owner[rows] & ~second)
    main[account[owners]] = owners
    identifiers: dict[str, Any] = {
        "system": Coded(np.zeros(count, dtype=np.int8), ["crm"]),
        "identifier_type": Coded(np.zeros(count, dtype=np.int8), ["contact_id"]),
        "identifier_value": ids,
        "person_id": person_ids(people.number[person]),
        "is_shared": np.zeros(count, dtype=bool),
    }
    return columns, main, identifiers


def _leads(
    company: Company,
    people: People,
    accounts: Accounts,
    contact: Array,
    base: int,
    rng: np.random.Generator,
) -> dict[str, Array]:
    """Return a lead for every account, first, and the leads that never came to one."""
    count, lost = len(accounts), len(accounts.singles)
    size = count + lost
    owner = accounts.member[accounts.is_owner]
    person = np.concatenate([owner, accounts.singles])
    first = np.maximum(people.joined_day[accounts.singles], -120)
    last = np.minimum(people.left_day[accounts.singles], company.settings.days)
    span = np.maximum(last - first, 1)
    day = first + (rng.random(lost) * span).astype(np.int64)
    asked = company.calendar.utc(day, rng.uniform(8, 21, lost) * 3600)
    before = (rng.gamma(1.5, 20.0, count) * 60e6).astype("timedelta64[us]")
    created = np.concatenate([accounts.start - before, asked])
    other = np.array(["form", "event", "referral", "list"])[
        Lottery([[45, 20, 15, 20]]).draw(rng, 0, size)
    ]
    source = np.where(np.concatenate([accounts.is_trial, np.zeros(lost, bool)]), "trial", other)
    is_account = np.arange(size) < count
    qualifies = is_account | (rng.random(size) < 0.2)
    qualified = created + (rng.gamma(2.0, 9.0, size) * 3600e6).astype("timedelta64[us]")
    qualified = np.where(qualifies & (qualified < company.calendar.end), qualified, _NOTHING)
    opened = np.concatenate([_opened(accounts), np.full(lost, _NOTHING)])
    converted = np.where(is_account & (opened < company.calendar.end), opened, _NOTHING)
    qualified = np.where(qualified > converted, converted, qualified)
    is_old = created < company.calendar.end - np.timedelta64(60 * _DAY, "us")
    status = np.select(
        [~np.isnat(converted), ~np.isnat(qualified), is_old],
        ["converted", np.where(is_old & ~is_account, "lost", "qualified"), "lost"],
        np.where(rng.random(size) < 0.5, "working", "new"),
    ).astype("U9")
    nothing = np.full(lost, "")
    web = np.isin(source, ["form", "trial"])
    return {
        "lead_id": numbered("LE", base + np.arange(size), 8),
        "contact_id": np.concatenate([contact, nothing]),
        "account_id": np.concatenate([accounts.account_id, nothing]),
        "opportunity_id": np.full(size, "", dtype="U10"),
        "email": emails(people.email[person], rng),
        "anonymous_id": np.where(web, people.primary_anonymous_id[person], ""),
        "source": source,
        "channel": np.where(
            web,
            np.array([row[0] for row in LEAD_CHANNELS])[
                Lottery([[row[1] for row in LEAD_CHANNELS]]).draw(rng, 0, size)
            ],
            "",
        ),
        "campaign_id": np.full(size, ""),
        "status": status,
        "created_at": created,
        "qualified_at": qualified,
        "converted_at": converted,
    }


def _opened(accounts: Accounts) -> Array:
    """Return when each opportunity is opened: one to three days after the start."""
    hours = 24 + (np.arange(len(accounts)) * 37) % 48
    return np.asarray(accounts.start + hours.astype("timedelta64[h]"))


def _stage_changes(
    company: Company,
    accounts: Accounts,
    opened: Array,
    has_deal: Array,
    deals: Array,
    base: int,
    rng: np.random.Generator,
) -> tuple[dict[str, Array], Array]:
    """Return the changes, and the last stage reached of each opportunity by the as-of date."""
    count, depth = len(has_deal), len(STAGES)
    start, closed = opened[has_deal], accounts.closed[has_deal]
    won = accounts.is_won[has_deal]
    # How far a lost one comes; a won one passes every stage.
    reached = np.where(won, depth, 1 + Lottery([[20, 28, 27, 17, 8]]).draw(rng, 0, count))
    shares = np.sort(rng.random((count, depth)), axis=1)
    shares[:, 0] = 0.0
    at = start[:, None] + (shares * (closed - start).astype(np.int64)[:, None] * 0.97).astype(
        "timedelta64[us]"
    )
    step = np.arange(depth)
    passes = (step < reached[:, None]) & (at < company.calendar.end)
    deal, stage = np.nonzero(passes)
    ends = np.flatnonzero(closed < company.calendar.end)
    furthest = passes.sum(axis=1) - 1
    names = np.array(STAGES)
    final = np.where(won[ends], "won", "lost")
    size = len(deal) + len(ends)
    columns = {
        "change_id": numbered("SC", base * 8 + np.arange(size), 9),
        "opportunity_id": np.concatenate([deals[deal], deals[ends]]),
        "from_stage": np.concatenate(
            [np.where(stage > 0, names[stage - 1], ""), names[furthest[ends]]]
        ),
        "to_stage": np.concatenate([names[stage], final]),
        "changed_at": np.concatenate([at[deal, stage], closed[ends]]),
    }
    is_closed = closed < company.calendar.end
    label = np.where(is_closed, np.where(won, "won", "lost"), names[furthest])
    return columns, label


def _opportunities(
    company: Company,
    accounts: Accounts,
    opened: Array,
    has_deal: Array,
    deals: Array,
    contact: Array,
    lead: Array,
    stage: Array,
    rng: np.random.Generator,
) -> dict[str, Array]:
    count, closed, won = len(has_deal), accounts.closed[has_deal], accounts.is_won[has_deal]
    is_closed = closed < company.calendar.end
    plan, seats = accounts.plan[has_deal], accounts.seats[has_deal]
    expected = opened[has_deal].astype("datetime64[D]") + rng.integers(14, 60, count)
    reasons = np.array(LOSS_REASONS)[Lottery([[30, 24, 18, 18, 10]]).draw(rng, 0, count)]
    return {
        "opportunity_id": deals,
        "account_id": accounts.account_id[has_deal],
        "contact_id": contact[has_deal],
        "lead_id": lead[has_deal],
        "opportunity_name": join(accounts.name[has_deal], " - ", company.plans.name[plan]),
        "stage": stage,
        "plan_id": company.plans.plan_id[plan],
        "owner_role": np.where(seats >= 18, "key account lead", "sales lead"),
        "loss_reason": np.where(is_closed & ~won, reasons, ""),
        "amount": cents(company, plan, seats) * 12 / 100,
        "is_won": np.ma.array(won, mask=~is_closed),
        "expected_close_date": expected,
        "created_at": opened[has_deal],
        "closed_at": np.where(is_closed, closed, _NOTHING),
    }


def _activities(
    company: Company,
    accounts: Accounts,
    opened: Array,
    has_deal: Array,
    deals: Array,
    contact: Array,
    base: int,
    rng: np.random.Generator,
) -> dict[str, Array]:
    counts = 2 + rng.poisson(2.2, len(has_deal))
    deal = np.repeat(np.arange(len(has_deal)), counts)
    position = within(counts)
    size = len(deal)
    start, closed = opened[has_deal][deal], accounts.closed[has_deal][deal]
    share = (position + rng.uniform(0.1, 0.9, size)) / counts[deal]
    at = start + (share * (closed - start).astype(np.int64)).astype("timedelta64[us]")
    # Sellers work by day: move nights to the same day's working hours.
    day = at.astype("datetime64[D]").astype("datetime64[us]")
    work = day + (rng.uniform(7, 16, size) * 3600e6).astype("timedelta64[us]")
    at = np.clip(work, start, closed)
    kind = np.where(position == 0, 0, Lottery([[30, 25, 20, 25]]).draw(rng, 0, size))
    kind = np.where(position == 1, 1, kind)
    track = np.array(TALK_TRACKS)[accounts.track[has_deal]][deal]
    won = accounts.is_won[has_deal][deal]
    outcome = Lottery([[20, 30, 28, 22], [50, 32, 10, 8]]).draw(rng, won * 1, size)
    columns = {
        "activity_id": numbered("SA", base * 8 + np.arange(size), 9),
        "opportunity_id": deals[deal],
        "contact_id": contact[has_deal][deal],
        "kind": np.array(ACTIVITIES)[kind],
        "talk_track": np.where(kind == 3, "", track),
        "outcome": np.array(OUTCOMES)[outcome],
        "duration_minutes": np.round(
            rng.gamma(4.0, np.array([4.0, 11.0, 12.0, 1.5])[kind], size), 1
        ),
        "occurred_at": at,
    }
    known = at < company.calendar.end
    return {name: values[known] for name, values in columns.items()}
