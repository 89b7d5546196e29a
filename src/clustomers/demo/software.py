"""The software house: accounts that try, buy, grow and leave.

Trial accounts that reach all milestones within 48 hours win more often and faster; one of two talk
tracks wins more often; yearly terms keep longer than monthly ones. Sizes are in `effects`.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import accounts as accounts_of
from clustomers.demo import crm, software_events, subscriptions
from clustomers.demo.accounts import (
    FAST_LIFT,
    FAST_SHARE,
    STORY_LIFT,
    WIN_SHARE,
    Accounts,
)
from clustomers.demo.arrays import numbered
from clustomers.demo.arrow import Coded
from clustomers.demo.columns import stacked
from clustomers.demo.company import CHUNK, Company
from clustomers.demo.people import People, person_ids
from clustomers.demo.planted import Effect, detectable_mean, detectable_share
from clustomers.demo.subscriptions import MONTHLY_CHURN, YEARLY_CHURN

Array = npt.NDArray[Any]
Tables = dict[tuple[str, str], dict[str, Any]]

USAGE_ROLES = ("owner", "admin", "member", "viewer")
# For the samples of `effects`: decided trials, opportunities, subscriptions and those of them that
# ended, which a customer of any line comes to.
_TRIALS_A_CUSTOMER, _DEALS_A_CUSTOMER, _SUBSCRIPTIONS_A_CUSTOMER = 0.035, 0.050, 0.017
_FADED_A_CUSTOMER = 0.006


def effects(company: Company) -> list[Effect]:
    """Return what is planted in the software house, with the samples that show it."""
    customers, days = company.settings.customers, company.settings.days
    trials, deals = int(customers * _TRIALS_A_CUSTOMER), int(customers * _DEALS_A_CUSTOMER)
    subscribed = int(customers * _SUBSCRIPTIONS_A_CUSTOMER)
    fast, slow = int(trials * FAST_SHARE), int(trials * (1 - FAST_SHARE))
    average = WIN_SHARE + STORY_LIFT / 2
    wins = int(fast * (average + FAST_LIFT)), int(slow * average)
    stays = (1 - MONTHLY_CHURN) ** 6
    year = (1 - MONTHLY_CHURN) ** 13
    half = subscribed // 2
    sooner, spread = accounts_of.days_won_sooner()
    return [
        Effect(
            "software_fast_activation_wins",
            "software",
            "win_rate",
            FAST_LIFT,
            "share",
            "trials begun in the demo's time, 90 days or more before its end; most are closed",
            fast + slow,
            detectable_share(average + FAST_LIFT * FAST_SHARE, fast, slow),
            0,
            days,
            "all three milestones within 48 hours of the start of the trial, against the others",
        ),
        Effect(
            "software_fast_activation_days",
            "software",
            "days_to_win",
            -sooner,
            "days",
            "won trials: days from the start of the trial to the signature",
            sum(wins),
            detectable_mean(spread, *wins),
            0,
            days,
            "all wins of trials fall within the trial",
        ),
        Effect(
            "software_fading_use",
            "software",
            "feature_uses",
            -software_events.FADE_SHARE,
            "ratio",
            "subscriptions that ended 70 days or more after they began: uses in the last 35 days "
            "against the 35 before",
            int(customers * _FADED_A_CUSTOMER),
            # A pair for each subscription, whose difference spreads by half of the use before.
            detectable_mean(0.52, int(customers * _FADED_A_CUSTOMER), 10**9),
            0,
            days,
            "use falls before a subscription ends",
        ),
        Effect(
            "software_customer_story",
            "software",
            "win_rate",
            STORY_LIFT,
            "share",
            "opportunities opened 90 days or more before the end, by talk track",
            deals,
            detectable_share(average + FAST_LIFT * FAST_SHARE, deals // 2, deals // 2),
            0,
            days,
            "customer_story against feature_tour, assigned at random",
        ),
        Effect(
            "software_yearly_term_half_year",
            "software",
            "retention_share",
            1 - stays,
            "share",
            "subscriptions begun 200 days or more before the end, active after 200 days",
            subscribed,
            detectable_share((1 + stays) / 2, half, half),
            0,
            days,
            "yearly against monthly terms; term chosen at random",
        ),
        Effect(
            "software_yearly_term_renewal",
            "software",
            "retention_share",
            (1 - YEARLY_CHURN) - year,
            "share",
            "subscriptions begun 400 days or more before the end, active after 400 days",
            int(subscribed * 0.7),
            detectable_share((1 - YEARLY_CHURN + year) / 2, int(half * 0.7), int(half * 0.7)),
            0,
            days,
            "yearly against monthly terms, after the first renewal",
        ),
    ]


def make(
    company: Company, people: People, rng: np.random.Generator
) -> tuple[Tables, dict[str, Any]]:
    """Make what a chunk of people did with the software.

    Parameters
    ----------
    company
        The demo company.
    people
        A chunk of people; those with ``in_software`` use it.
    rng
        ``settings.rng(chunk, "software")``.

    Returns
    -------
    tuple
        Columns by (system, table): crm.accounts, contacts, leads, opportunities,
        opportunity_stage_changes and sales_activities, product.users and subscriptions;
        ("truth", "mrr"), ("truth", "accounts") and ("truth", "identifiers"); and under
        ("experience", "software") what each person went through and under ("experience",
        "accounts") the account of each (``account_of``), arrays of shape (n,) for `voice.make`.
        And the server events of the product.
    """
    if not people.in_software.any():
        return _nobody(people), {}
    accounts = accounts_of.make(company, people, rng)
    versions = subscriptions.simulate(company, accounts, rng)
    tables: Tables = dict(crm.make(company, people, accounts, versions, rng))
    users, created, ids = _users(company, people, accounts, rng)
    tables["product", "users"] = users
    tables["product", "subscriptions"] = subscriptions.subscription_columns(
        company, people, accounts, versions
    )
    tables["truth", "mrr"] = subscriptions.monthly_revenue(company, accounts, versions)
    tables["truth", "accounts"] = {
        "account_id": accounts.account_id,
        "person_id": person_ids(people.number[accounts.member[accounts.is_owner]]),
        "is_trial": accounts.is_trial,
        "is_fast": accounts.is_fast,
        "is_won": accounts.is_won,
        "talk_track": np.array(accounts_of.TALK_TRACKS)[accounts.track],
    }
    known = created < company.calendar.end
    tables["truth", "identifiers"] = stacked(
        [
            tables["truth", "identifiers"],
            {
                "system": Coded(np.zeros(int(known.sum()), dtype=np.int8), ["product"]),
                "identifier_type": Coded(np.zeros(int(known.sum()), dtype=np.int8), ["user_id"]),
                "identifier_value": ids[known],
                "person_id": person_ids(people.number[accounts.member[known]]),
                "is_shared": np.zeros(int(known.sum()), dtype=bool),
            },
        ]
    )
    tables["experience", "software"] = _experience(people, accounts, versions)
    account_of = np.full(len(people), "", dtype=accounts.account_id.dtype)
    account_of[accounts.member] = accounts.account_id[accounts.member_account]
    tables["experience", "accounts"] = {"account_of": account_of}
    events = software_events.make(company, people, accounts, versions, created, ids, rng)
    return tables, events


def _nobody(people: People) -> Tables:
    zeros = np.zeros(len(people))
    names = ("fast_activations", "slow_activations", "cancelled_subscriptions", "is_user")
    return {
        ("experience", "software"): dict.fromkeys(names, zeros),
        ("experience", "accounts"): {"account_of": np.full(len(people), "")},
    }


def company_tables(company: Company) -> Tables:
    """Make the plans."""
    plans = company.plans
    start = np.datetime64(company.settings.start, "D") - 730
    size = len(plans.plan_id)
    return {
        ("product", "plans"): {
            "plan_id": plans.plan_id,
            "plan_name": plans.name,
            "product_tier": plans.tier,
            "term_months": plans.term_months,
            "list_price_amount": plans.list_price,
            "discount_share": plans.discount,
            "valid_from_date": np.full(size, start),
            "valid_to_date": np.full(size, np.datetime64("NaT", "D")),
        }
    }


def _users(
    company: Company, people: People, accounts: Accounts, rng: np.random.Generator
) -> tuple[dict[str, Array], Array, Array]:
    size = len(accounts.member)
    base = int(people.number[0] // CHUNK) * 100_000
    ids = numbered("SU", base + np.arange(size), 8)
    invited = np.minimum(rng.exponential(4.0, size), 25.0) * 86_400e6
    created = accounts.start[accounts.member_account] + np.where(
        accounts.is_owner, 60e6, invited + 600e6
    ).astype("timedelta64[us]")
    other = np.array(USAGE_ROLES)[1 + rng.choice(3, size, p=[0.15, 0.6, 0.25])]
    known = created < company.calendar.end
    columns = {
        "user_id": ids,
        "account_id": accounts.account_id[accounts.member_account],
        "email": people.email[accounts.member],
        "usage_role": np.where(accounts.is_owner, USAGE_ROLES[0], other),
        "created_at": created,
    }
    return {name: values[known] for name, values in columns.items()}, created, ids


def _experience(
    people: People, accounts: Accounts, versions: subscriptions.Versions
) -> dict[str, Array]:
    """Return flags by person: fast and slow starts, and subscriptions that ended."""
    ended = np.zeros(len(accounts))
    ended[versions.account[(versions.status == 2) & (versions.reason >= 0)]] = 1.0
    flags = {
        "fast_activations": (accounts.is_fast & accounts.is_trial) * 1.0,
        "slow_activations": (~accounts.is_fast & accounts.is_trial) * 1.0,
        "cancelled_subscriptions": ended,
    }
    result = {}
    for name, values in flags.items():
        of_person = np.zeros(len(people))
        of_person[accounts.member] = values[accounts.member_account]
        result[name] = of_person
    result["is_user"] = np.zeros(len(people))
    result["is_user"][accounts.member] = 1.0
    return result
