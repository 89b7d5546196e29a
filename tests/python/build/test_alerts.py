"""Incidents raise an alert within a period, quiet months hardly any: on two years of chance."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import duckdb
import numpy as np
import pytest
from dbt_runs import PROJECT

START, DAYS = date(2024, 9, 30), 728  # a Monday; 104 weeks
MODELS = ("fct_alert_expectations", "fct_alert_readings", "fct_alerts")
# KPI by week: usual share and n.
SHARES = {
    "visit_conversion_rate": (0.35, 550),
    "store_conversion_rate": (0.11, 9_000),
    "call_answer_rate": (0.85, 60),
    "no_show_rate": (0.06, 60),
    "last_minute_cancellation_rate": (0.16, 60),
    "return_rate": (0.08, 1_000),
    "complaints_per_order": (0.015, 1_000),
    "opt_in_rate": (0.55, 150),
    "spam_complaint_rate": (0.001, 4_000),
    "unsubscribe_rate": (0.005, 4_000),
}
COUNTS = {"new_customers": 25.0, "calls": 60.0}
DAILY = {"orders": 150.0, "sessions": 90.0}


class Company:
    """KPIs drawn by chance, with seasons and weekdays; incidents are put in afterwards."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.rows: dict[tuple[str, date], list[float]] = {}
        for day in range(DAYS):
            at = START + timedelta(days=day)
            season = 1 + 0.15 * np.sin(2 * np.pi * day / 365)
            weekday = 1.3 if at.weekday() >= 5 else 1.0
            for kpi, usual in DAILY.items():
                value = float(rng.poisson(usual * season * weekday))
                self.rows[kpi, at] = [value, value]
        for week in range(DAYS // 7):
            at = START + timedelta(weeks=week)
            for kpi, (share, n) in SHARES.items():
                self.rows[kpi, at] = [rng.binomial(n, share) / n, n]
            for kpi, usual in COUNTS.items():
                value = float(rng.poisson(usual))
                self.rows[kpi, at] = [value, value]

    def strike(self, kpi: str, at: date, factor: float) -> None:
        """Let a KPI be so many times its usual value in one period."""
        usual = {kpi: share for kpi, (share, _) in SHARES.items()} | COUNTS | DAILY
        self.rows[kpi, at][0] = usual[kpi] * factor


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse")
        connection.execute("use warehouse")
        for schema in ("kpis", "governance", "core", "reference", "intermediate"):
            connection.execute(f"create schema {schema}")
        for seed in ("alert_rules", "kpi_catalog"):
            connection.execute(
                f"create table reference.{seed} as "
                f"from read_csv('{PROJECT / 'seeds' / seed}.csv', all_varchar=false)"
            )
        connection.execute(
            "create table core.dim_dates (date_day date, is_holiday boolean);"
            "insert into core.dim_dates values (date '2025-12-25', true);"
            "create table intermediate.int_alerts_acknowledged "
            "(alert_id varchar, acknowledged_at timestamp)"
        )
        yield connection


def _alerts(
    company: Company, database: duckdb.DuckDBPyConnection, compiled_sql: Mapping[str, str]
) -> list[tuple[str, date]]:
    database.execute(
        "create or replace table kpis.fct_kpis (kpi_id varchar, period_type varchar, "
        "dimension_name varchar, kpi_value double, observation_count bigint, "
        "is_complete_period boolean, period_start_date date, period_end_date date)"
    )
    rows = []
    for (kpi, at), (value, n) in company.rows.items():
        is_day = kpi in DAILY
        end = at if is_day else at + timedelta(days=6)
        rows.append((kpi, "day" if is_day else "week", "all", value, int(n), True, at, end))
    database.executemany("insert into kpis.fct_kpis values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    for model in MODELS:
        database.execute(f"create or replace table governance.{model} as {compiled_sql[model]}")
    return database.execute(
        "select cause, first_date from governance.fct_alerts order by first_date"
    ).fetchall()


@pytest.mark.parametrize("seed", range(3))
def test_quiet_months_raise_less_than_one_alert_a_month(
    seed: int, database: duckdb.DuckDBPyConnection, compiled_sql: Mapping[str, str]
) -> None:
    assert len(_alerts(Company(seed), database, compiled_sql)) <= 24


@pytest.mark.parametrize(
    ("kpi", "at", "factor", "cause"),
    [
        ("orders", date(2026, 3, 4), 0.4, "sales"),
        ("sessions", date(2026, 3, 7), 0.3, "tracking"),
        ("visit_conversion_rate", date(2026, 3, 2), 0.6, "checkout"),
        ("no_show_rate", date(2026, 3, 2), 4.0, "appointments"),
        ("complaints_per_order", date(2026, 3, 2), 3.0, "complaints"),
        ("spam_complaint_rate", date(2026, 3, 2), 12.0, "messages"),
        ("new_customers", date(2026, 3, 2), 0.1, "sales"),
        ("calls", date(2026, 3, 2), 2.0, "calls"),
    ],
)
def test_an_incident_raises_an_alert_in_its_period(
    kpi: str,
    at: date,
    factor: float,
    cause: str,
    database: duckdb.DuckDBPyConnection,
    compiled_sql: Mapping[str, str],
) -> None:
    company = Company(7)
    company.strike(kpi, at, factor)
    assert (cause, at) in _alerts(company, database, compiled_sql)


def test_one_cause_raises_one_alert(
    database: duckdb.DuckDBPyConnection, compiled_sql: Mapping[str, str]
) -> None:
    """Orders fail for three days and new customers in the same week: one alert."""
    company = Company(7)
    quiet = len(_alerts(company, database, compiled_sql))
    for day in (4, 5, 6):
        company.strike("orders", date(2026, 3, day), 0.3)
    company.strike("new_customers", date(2026, 3, 2), 0.1)
    found = _alerts(company, database, compiled_sql)
    assert len(found) == quiet + 1
    assert ("sales", date(2026, 3, 2)) in found


def test_a_public_holiday_raises_none(
    database: duckdb.DuckDBPyConnection, compiled_sql: Mapping[str, str]
) -> None:
    company = Company(7)
    company.strike("orders", date(2025, 12, 25), 0.05)
    assert ("sales", date(2025, 12, 25)) not in _alerts(company, database, compiled_sql)


def test_an_alert_is_open_then_acknowledged_then_resolved(
    database: duckdb.DuckDBPyConnection, compiled_sql: Mapping[str, str]
) -> None:
    company = Company(7)
    last = START + timedelta(days=DAYS - 1)
    # The week that ends last has nothing after it, the week before has.
    company.strike("calls", last - timedelta(days=6), 3.0)
    company.strike("complaints_per_order", last - timedelta(days=13), 4.0)
    _alerts(company, database, compiled_sql)
    state = "select alert_id, state from governance.fct_alerts where cause = ? order by first_date"
    ((alert_id, first),) = database.execute(state, ["calls"]).fetchall()[-1:]
    ((_, resolved),) = database.execute(state, ["complaints"]).fetchall()[-1:]
    assert (first, resolved) == ("open", "resolved")
    database.execute(
        "insert into intermediate.int_alerts_acknowledged values (?, now()::timestamp)", [alert_id]
    )
    _alerts(company, database, compiled_sql)
    assert database.execute(state, ["calls"]).fetchall()[-1] == (alert_id, "acknowledged")
