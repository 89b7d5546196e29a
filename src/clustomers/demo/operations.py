"""What the company plans and decides: targets, owners, calendar; insights, decisions, meetings.

Small tables, written once. Only roles and teams are named, never persons.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import dental_outcomes, kinds
from clustomers.demo.arrays import numbered
from clustomers.demo.calendar import holidays
from clustomers.demo.company import COMPANY_NAME, CURRENCY, TIME_ZONE, Company
from clustomers.demo.experiments import TESTS

Array = npt.NDArray[Any]
Tables = dict[tuple[str, str], dict[str, Any]]

OWNERS = (
    ("commercial lead", "Commercial team"), ("category lead", "Category management"),
    ("customer lead", "Customer team"), ("marketing lead", "Marketing team"),
    ("practice lead", "Practice management"), ("product lead", "Software product team"),
    ("sales lead", "Software sales"), ("key account lead", "Key account team"),
    ("store manager", "Store operations"), ("service lead", "Customer service"),
    ("data steward", "Data office"),
)  # fmt: skip
# KPI, how it is told by period, value to reach (per customer and month where it adds up), growth
# of the target a year
_TARGETS = (
    ("net_sales", "sum", 6.6, 0.10), ("orders", "sum", 0.55, 0.08),
    ("average_order_value", "level", 12.5, 0.02), ("items_per_order", "level", 1.8, 0.01),
    ("discount_share", "level", 0.06, -0.05), ("margin_share", "level", 0.66, 0.01),
    ("active_customers", "reach", 0.30, 0.08), ("new_customers", "sum", 0.022, 0.05),
    ("order_frequency", "level", 1.9, 0.02), ("repeat_customer_share", "level", 0.45, 0.02),
    ("returning_order_share", "level", 0.90, 0.0), ("retention_rate", "level", 0.70, 0.02),
    ("churn_rate", "level", 0.30, -0.03), ("campaign_response_rate", "level", 0.10, 0.0),
    ("coupon_redemption_rate", "level", 0.05, 0.0), ("won_amount", "sum", 2.6, 0.25),
)  # fmt: skip
# The seasons of trade by month, around 1.
_SEASON = (0.93, 0.93, 1.0, 1.0, 1.0, 0.98, 0.95, 0.94, 1.02, 1.05, 1.08, 1.12)

# share of the time, title, KPI, segment, owner, status, action, outcome, expected and measured
# effect for each customer of the company (in the reporting currency)
_INSIGHTS = (
    (0.44, "Few guests come from 11 to 13; they name the queue", "orders",
     "lunch guests", "store manager", "done", "Offer a Quick Bite menu for pre-order at noon",
     "Lunch tickets are up where the menu is ordered ahead", 3.0, 2.6),
    (0.40, "A third of dental appointments are lost on the last day", "", "", "practice lead",
     "done", "Confirm appointments with one click", "No-shows are down by half", 1.2, 1.4),
    (0.60, "Who cancels late seldom gets a new appointment", "", "late cancellers",
     "practice lead", "done", "Send a link to rebook with every cancellation",
     "Fewer cancel on the last day, more rebook", 0.8, 0.9),
    (0.78, "Clients cancel because they do not know how to prepare", "", "first-time clients",
     "practice lead", "acting", "Answer questions on preparation by SMS", "", 0.6, np.nan),
    (0.35, "The payment step loses people on phones", "average_order_value", "mobile shoppers",
     "category lead", "acting", "Make the payment step lighter on phones", "", 2.1, np.nan),
    (0.30, "Trials that reach all milestones in 48 hours win far more often", "", "trials",
     "product lead", "done", "Lead new accounts through the three milestones",
     "The share of fast starts has not moved yet", 1.5, 0.2),
    (0.52, "Rainwear sells in showers only where it is in stock", "net_sales", "", "category lead",
     "done", "Move rainwear to cities with rain in the forecast",
     "Fewer days without stock in the wet cities", 0.9, 0.7),
    (0.74, "Guests talk more of the price since the cappuccino rose", "retention_rate",
     "morning commuters", "commercial lead", "open", "", "", np.nan, np.nan),
    (0.66, "Friends who were brought by friends stay longer", "new_customers", "referred",
     "marketing lead", "acting", "Show the referral code after every order", "", 1.1, np.nan),
    (0.86, "Good customers visit less some weeks before they leave", "churn_rate",
     "high value", "customer lead", "open", "", "", np.nan, np.nan),
    (0.25, "Double points brought orders that would not have come", "order_frequency", "members",
     "customer lead", "done", "Plan the bonus for the quiet weeks of the year",
     "Planned for the next year", 0.7, np.nan),
    (0.90, "Display spend beyond a point brings nothing more", "campaign_response_rate", "",
     "marketing lead", "open", "Move a fifth of display to search", "", 1.8, np.nan),
)  # fmt: skip
# What was decided on each experiment, in the order of experiments.TESTS.
_DECISIONS = (
    ("ship", "More visitors put something into the cart, and no guard-rail moved."),
    ("stop", "No difference within the planned time; not worth a second look."),
    ("iterate", "The split is broken: repair the assignment and run it again."),
    ("extend", "The holdout stays for another year, as the yardstick of all messages."),
    ("ship", "The test cities sent more visitors than their placebo cities."),
)
_PLAYBOOKS = ("win back good customers", "rain in the forecast", "late deliveries", "new contract",
              "complaint by a regular", "slow week at noon")  # fmt: skip
_RESULTS = ("done as planned", "done, two steps skipped", "stopped, cause was gone", "done late")
_MEETING_NOTES = (
    "Sales against target, stores with the widest gap first. Staffing at noon discussed.",
    "Weather and stock looked through; transfers agreed.",
    "Campaign results read; no surprise.",
    "Complaints of the week: delivery and waiting time lead.",
    "Short meeting, all on track.",
    "Targets for the next quarter discussed; owners take them home.",
)
_ACKNOWLEDGEMENTS = (
    "Seen. A public holiday explains it.",
    "Seen, we look into it today.",
    "Data came late; the figure is right again.",
    "Known: the store was closed for repairs.",
    "Passed on to the carrier.",
    "Seen. Watching for another week.",
)


def tables(company: Company) -> Tables:
    """Make the tables of planning and operations, once for the company.

    Parameters
    ----------
    company
        The demo company; its own stream of random numbers is used.

    Returns
    -------
    dict
        Columns by (system, table): planning.company, owners, kpi_targets, fiscal_calendar and
        holidays; operations.insights, insight_actions, alert_acknowledgements,
        experiment_decisions, persona_reviews, playbook_runs and review_meetings.
    """
    rng = company.settings.rng(-1, "operations")
    return (
        _planning(company)
        | _insights(company, rng)
        | _decisions(company, rng)
        | {
            ("operations", "alert_acknowledgements"): _acknowledgements(company, rng),
            ("operations", "persona_reviews"): _persona_reviews(company, rng),
            ("operations", "playbook_runs"): _playbook_runs(company, rng),
            ("operations", "review_meetings"): _meetings(company, rng),
        }
    )


def _planning(company: Company) -> Tables:
    start, as_of = company.settings.start, company.settings.as_of
    closed = [day for year in range(start.year, as_of.year + 2) for day in holidays(year)]
    months = np.arange(
        np.datetime64(f"{start.year}-01", "M"), np.datetime64(f"{as_of.year + 2}-01", "M")
    )
    roles, teams = zip(*OWNERS, strict=True)
    return {
        ("planning", "company"): {
            "company_name": np.array([COMPANY_NAME]),
            "time_zone": np.array([TIME_ZONE]),
            "currency": np.array([CURRENCY]),
        },
        ("planning", "owners"): {"owner_role": np.array(roles), "owner_name": np.array(teams)},
        ("planning", "fiscal_calendar"): {
            "fiscal_year": months.astype("datetime64[Y]").astype(np.int64) + 1970,
            "fiscal_period": months.astype(np.int64) % 12 + 1,
            "start_date": months.astype("datetime64[D]"),
            "end_date": (months + 1).astype("datetime64[D]") - 1,
        },
        ("planning", "holidays"): {
            "holiday_date": np.array([day for day, _ in closed], dtype="datetime64[D]"),
            "holiday_name": np.array([name for _, name in closed]),
        },
        ("planning", "kpi_targets"): _targets(company),
    }


def _targets(company: Company) -> dict[str, Array]:
    """Return targets by month, quarter and year for the company, and of sales for each store."""
    first = np.datetime64(company.settings.start, "M")
    months = np.arange(first, np.datetime64(company.settings.as_of, "M") + 4)
    season = np.array(_SEASON)[months.astype(np.int64) % 12]
    years = np.arange(len(months)) / 12
    rows: list[tuple[str, str, str, float, np.datetime64]] = []
    cafes, weight = company.stores.of("cafe"), company.cities.weight
    share = weight[company.stores.city[cafes]]
    share = 0.7 * share / share.sum()
    for kpi, kind, value, growth in _TARGETS:
        scale = company.settings.customers if kind != "level" else 1
        by_month = value * scale * (1 + growth) ** years * (season if kind != "level" else 1)
        for period, unit in (("month", 1), ("quarter", 3), ("year", 12)):
            for begin in np.flatnonzero(months.astype(np.int64) % unit == 0).tolist():
                part = by_month[begin : begin + unit]
                if len(part) < unit:
                    continue
                # More come in a quarter than in a month, but not three times as many.
                total = {"sum": part.sum(), "level": part.mean()}.get(kind, part.mean() * unit**0.4)
                rows.append((kpi, period, "", float(total), months[begin]))
        if kpi == "net_sales":
            rows += [
                (kpi, "month", str(company.stores.store_id[store]), float(part * value), month)
                for store, part in zip(cafes.tolist(), share.tolist(), strict=True)
                for month, value in zip(months, by_month.tolist(), strict=True)
            ]
    columns = list(zip(*rows, strict=True))
    values = np.array(columns[3])
    return {
        "kpi_id": np.array(columns[0]),
        "period_type": np.array(columns[1]),
        "store_id": np.array(columns[2]),
        "target_value": np.where(values >= 100, np.round(values), np.round(values, 3)),
        "period_start_date": np.array(columns[4]).astype("datetime64[D]"),
    }


def _when(company: Company, day: Array, rng: np.random.Generator) -> Array:
    """Return working hours of these days, none after the as-of date."""
    day = np.minimum(np.asarray(day).astype(np.int64), company.settings.days - 1)
    return company.calendar.utc(day, rng.uniform(9, 17, len(day)) * 3600)


def _insights(company: Company, rng: np.random.Generator) -> Tables:
    share, title, kpi, segment, owner, status, action, outcome, expected, measured = (
        np.array(column) for column in zip(*_INSIGHTS, strict=True)
    )
    count, settings = len(share), company.settings
    day = (share * settings.days).astype(np.int64)
    ids = numbered("IN", np.arange(1, count + 1), 4)
    acts = np.flatnonzero(action != "")
    is_done = status[acts] == "done"
    done_day = day[acts] + rng.integers(25, 70, len(acts))
    is_done &= done_day < settings.days
    one_click, rebooking, faq = dental_outcomes.step_days(company)
    # The steps of the practices were actions: they were done on the day they began.
    for row, step in ((1, one_click), (2, rebooking), (3, faq)):
        place = np.flatnonzero(acts == row)
        done_day[place], is_done[place] = step, True
    done = np.where(is_done, _when(company, done_day, rng), np.datetime64("NaT", "us"))
    return {
        ("operations", "insights"): {
            "insight_id": ids,
            "title": title,
            "kpi_id": kpi,
            "segment": segment,
            "evidence": np.strings.add("weekly review, board of the ", owner),
            "owner_role": owner,
            "status": status,
            "due_date": company.calendar.day(day + 60),
            "created_at": _when(company, day, rng),
        },
        ("operations", "insight_actions"): {
            "action_id": numbered("AN", np.arange(1, len(acts) + 1), 4),
            "insight_id": ids[acts],
            "action_text": action[acts],
            "owner_role": owner[acts],
            "outcome": np.where(is_done, outcome[acts], ""),
            "expected_effect_amount": np.round(expected[acts] * settings.customers, -2),
            "measured_effect_amount": np.where(
                is_done, np.round(measured[acts] * settings.customers, -2), np.nan
            ),
            "due_date": company.calendar.day(day[acts] + 60),
            "created_at": _when(company, day[acts] + 3, rng),
            "done_at": done,
        },
    }


def _decisions(company: Company, rng: np.random.Generator) -> Tables:
    ends = np.array([test.days(company)[1] for test in TESTS]) + 5
    order = np.flatnonzero(ends < company.settings.days)
    decision, reason = zip(*_DECISIONS, strict=True)
    roles = np.array(
        ["category lead", "category lead", "category lead", "customer lead", "marketing lead"]
    )
    return {
        ("operations", "experiment_decisions"): {
            "decision_id": numbered("DE", order + 1, 4),
            "experiment_id": np.array([test.experiment_id for test in TESTS])[order],
            "decision": np.array(decision)[order],
            "reason": np.array(reason)[order],
            "owner_role": roles[order],
            "decided_at": _when(company, ends[order], rng),
        }
    }


def _acknowledgements(company: Company, rng: np.random.Generator) -> dict[str, Array]:
    count = max(company.settings.months, 1)
    day = np.sort(rng.integers(0, company.settings.days, count))
    return {
        "alert_id": numbered("AL", np.arange(1, count + 1), 5),
        "owner_role": np.array([role for role, _ in OWNERS])[rng.integers(0, 6, count)],
        "note": np.array(_ACKNOWLEDGEMENTS)[rng.integers(0, len(_ACKNOWLEDGEMENTS), count)],
        "acknowledged_at": _when(company, day, rng),
    }


def _persona_reviews(company: Company, rng: np.random.Generator) -> dict[str, Array]:
    personas = len(kinds.KINDS)
    quarters = max(company.settings.days // 91, 1)
    number = np.tile(np.arange(1, personas + 1), quarters)
    day = np.minimum(np.repeat(np.arange(quarters) * 91 + 80, personas), company.settings.days - 1)
    verdict = rng.choice(3, len(number), p=[0.75, 0.2, 0.05])
    notes = np.array([
        "Matches those whom we meet in the stores.", "The day in the life needs a look.",
        "We no longer meet these people.",
    ])  # fmt: skip
    roles = np.array(["customer lead", "marketing lead", "store manager"])
    return {
        "review_id": numbered("PR", np.arange(1, len(number) + 1), 4),
        "persona_id": numbered("persona-", number, 1),
        "owner_role": roles[rng.integers(0, 3, len(number))],
        "verdict": np.array(["keep", "change", "drop"])[verdict],
        "note": notes[verdict],
        "reviewed_at": _when(company, day, rng),
    }


def _playbook_runs(company: Company, rng: np.random.Generator) -> dict[str, Array]:
    count = max(2 * company.settings.months, 1)
    day = np.sort(rng.integers(0, company.settings.days, count))
    roles = np.array(["customer lead", "category lead", "service lead", "sales lead",
                      "service lead", "store manager"])  # fmt: skip
    playbook = rng.integers(0, len(_PLAYBOOKS), count)
    started = _when(company, day, rng)
    ended = started + (rng.gamma(2.0, 2.0, count) * 86_400e6).astype("timedelta64[us]")
    is_over = ended < company.calendar.end
    return {
        "run_id": numbered("PB", np.arange(1, count + 1), 5),
        "playbook": np.array(_PLAYBOOKS)[playbook],
        "owner_role": roles[playbook],
        "outcome": np.where(is_over, np.array(_RESULTS)[rng.integers(0, 4, count)], ""),
        "started_at": started,
        "ended_at": np.where(is_over, ended, np.datetime64("NaT", "us")),
    }


def _meetings(company: Company, rng: np.random.Generator) -> dict[str, Array]:
    """Return a trading meeting every Monday, and a review on the third working day of a month."""
    weekday = company.calendar.weekday
    mondays = np.flatnonzero((weekday == 1) & ~company.calendar.is_holiday)
    month_days = company.calendar.dates - company.calendar.dates.astype("datetime64[M]")
    third = np.flatnonzero((month_days.astype(np.int64) == 4) & (weekday < 6))
    day = np.concatenate([mondays, third])
    order = np.argsort(day, kind="stable")
    forum = np.repeat(["weekly trading", "monthly review"], [len(mondays), len(third)])[order]
    count = len(day)
    is_review = forum == "monthly review"
    return {
        "meeting_id": numbered("MT", np.arange(1, count + 1), 5),
        "forum": forum,
        "notes": np.array(_MEETING_NOTES)[rng.integers(0, len(_MEETING_NOTES), count)],
        "decision_count": rng.poisson(np.where(is_review, 2.5, 0.8)),
        "held_at": company.calendar.utc(day[order], np.where(is_review, 10.0, 8.5) * 3600),
    }
