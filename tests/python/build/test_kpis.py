"""KPIs on a whole company: each has a value, and MetricFlow gives the same one."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from builds import WITHOUT_TESTS, Once
from dbt.contracts.graph.manifest import Manifest
from dbt_runs import run_dbt
from metricflow_sql import Metrics

from clustomers.demo.generate import generate
from clustomers.demo.settings import Settings
from clustomers.workspace import Workspace

PERIODS = ("week", "month", "year")
SUPPRESSED = -1e9

Values = dict[tuple[str, date, str], float | None]


@pytest.fixture(scope="module")
def company(once: Once, parsed: Manifest) -> Iterator[duckdb.DuckDBPyConnection]:
    """A demo company of 800 customers, with its KPIs and what MetricFlow reads."""

    def make(directory: Path) -> None:
        generate(Settings(customers=800, seed=1), Workspace(directory))
        read = {
            name for model in parsed.semantic_models.values() for name in model.depends_on.nodes
        }
        run = run_dbt(
            "build",
            "--select",
            "+fct_kpis",
            *(f"+{name.rpartition('.')[2]}" for name in sorted(read)),
            *WITHOUT_TESTS,
            workspace=directory,
            target=directory / "target",
            manifest=parsed,
        )
        assert run.succeeded, run.output

    warehouse = once("kpis", make) / "warehouse.duckdb"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def metrics(parsed_target: Path) -> Metrics:
    return Metrics(parsed_target / "semantic_manifest.json")


@dataclass(frozen=True)
class Cut:
    """KPIs that MetricFlow can be asked for in one query, and by which dimension."""

    kpis: tuple[str, ...]
    dimension: str
    group_by: tuple[str, ...]


def shared_kpis(manifest: Mapping[str, Any], catalog: set[str]) -> list[Cut]:
    """Return every KPI that MetricFlow knows, whole and by each dimension that both know."""
    together: dict[tuple[str, ...], list[str]] = {}
    for metric in manifest["metrics"].values():
        if metric["name"] in catalog:
            models = tuple(sorted(set(metric["depends_on"]["nodes"])))
            together.setdefault(_semantic_models(manifest, models), []).append(metric["name"])
    cuts = []
    for models, kpis in together.items():
        known = [
            manifest["semantic_models"][model]["config"]["meta"].get("kpi_dimensions", {}).items()
            for model in models
        ]
        dimensions = set(known[0]).intersection(*known)
        cuts.append(Cut(tuple(kpis), "all", ()))
        cuts += [Cut(tuple(kpis), name, (group_by,)) for name, group_by in sorted(dimensions)]
    return cuts


def _semantic_models(manifest: Mapping[str, Any], nodes: tuple[str, ...]) -> tuple[str, ...]:
    """Follow metrics that are made of others to the semantic models under them."""
    found: set[str] = set()
    for node in nodes:
        if node.startswith("metric."):
            inner = manifest["metrics"][node]["depends_on"]["nodes"]
            found.update(_semantic_models(manifest, tuple(inner)))
        else:
            found.add(node)
    return tuple(sorted(found))


def test_every_kpi_has_a_value(company: duckdb.DuckDBPyConnection) -> None:
    without = company.execute(
        "select kpi_id from reference.kpi_catalog "
        "where kpi_id not in (select kpi_id from kpis.fct_kpis where kpi_value is not null)"
    ).fetchall()
    assert without == []


def test_metrics_are_valid_and_say_what_the_catalog_says(
    company: duckdb.DuckDBPyConnection, metrics: Metrics, manifest: Mapping[str, Any]
) -> None:
    assert metrics.errors == []
    # MetricFlow turns dbt's measures into metrics, then warns that there are both (decision 21).
    assert [text for text in metrics.warnings if "both a" not in text] == []
    catalog = company.execute("select kpi_id, kpi_name, formula from reference.kpi_catalog")
    words = {kpi: (name, formula) for kpi, name, formula in catalog.fetchall()}
    for metric in manifest["metrics"].values():
        if metric["name"] in words:
            assert (metric["label"], metric["description"]) == words[metric["name"]]


def test_metricflow_and_fct_kpis_agree(
    company: duckdb.DuckDBPyConnection, metrics: Metrics, manifest: Mapping[str, Any]
) -> None:
    catalog = company.execute("select kpi_id from reference.kpi_catalog").fetchall()
    cuts = shared_kpis(manifest, {kpi for (kpi,) in catalog})
    compared: Counter[str] = Counter()
    different = []
    for cut in cuts:
        for period in PERIODS:
            stated = _stated(company, cut, period)
            queried = _queried(company, metrics, cut, period)
            measured = {kpi for kpi, _, _ in stated}
            over = {(kpi, start) for kpi, start, _ in stated}
            for key in stated.keys() | queried.keys():
                kpi, start, _ = key
                if kpi not in measured or (key not in stated and (kpi, start) not in over):
                    continue
                ours, theirs = stated.get(key), queried.get(key)
                compared[kpi] += 1
                if ours != SUPPRESSED and not _is_same(ours, theirs):
                    different.append((cut.dimension, period, *key, ours, theirs))
    assert different == []
    assert set(compared) == {kpi for cut in cuts for kpi in cut.kpis}
    assert len(compared) >= 68


def _is_same(ours: float | None, theirs: float | None) -> bool:
    if ours is None:
        return theirs == 0  # MetricFlow counts nought where nothing of the kind happened
    return theirs is not None and math.isclose(ours, theirs, rel_tol=1e-4, abs_tol=1e-4)


def _stated(company: duckdb.DuckDBPyConnection, cut: Cut, period: str) -> Values:
    """Return what fct_kpis says of periods that are over."""
    rows = company.execute(
        """
        select kpi_id, period_start_date, dimension_value, kpi_value, is_suppressed
        from kpis.fct_kpis
        where list_contains($kpis, kpi_id) and dimension_name = $dimension
            and period_type = $period and is_complete_period
        """,
        {"kpis": list(cut.kpis), "dimension": cut.dimension, "period": period},
    ).fetchall()
    return {
        (kpi, start, value): SUPPRESSED if is_suppressed else number
        for kpi, start, value, number, is_suppressed in rows
    }


def _queried(company: duckdb.DuckDBPyConnection, metrics: Metrics, cut: Cut, period: str) -> Values:
    """Return what MetricFlow's query says."""
    sql = metrics.sql(cut.kpis, [f"metric_time__{period}", *cut.group_by])
    cursor = company.execute(sql)
    names = [column[0] for column in cursor.description]
    values: Values = {}
    for row in cursor.fetchall():
        found = dict(zip(names, row, strict=True))
        start = found[f"metric_time__{period}"]
        value = found[cut.group_by[0]] if cut.group_by else "all"
        if start is None or value is None:
            continue
        for kpi in cut.kpis:
            if found[kpi] is not None:
                day = start.date() if isinstance(start, datetime) else start
                values[kpi, day, str(value)] = float(found[kpi])
    return values


def test_what_only_metricflow_says_follows_from_the_kpis(
    company: duckdb.DuckDBPyConnection, metrics: Metrics
) -> None:
    """Sales to date end a month at its sales; net new revenue is the growth of what is paid."""
    to_date = metrics.sql(["net_sales_month_to_date"], ["metric_time__day"])
    sales = company.execute(
        f"""
        select kpis.kpi_value, to_date.net_sales_month_to_date
        from kpis.fct_kpis as kpis
        inner join ({to_date}) as to_date on kpis.period_end_date = to_date.metric_time__day
        where kpis.kpi_id = 'net_sales' and kpis.period_type = 'month'
            and kpis.dimension_name = 'all' and kpis.is_complete_period
        """
    ).fetchall()
    assert len(sales) >= 23
    assert all(_is_same(month, float(last_day)) for month, last_day in sales)

    net_new = metrics.sql(["net_new_recurring_revenue"], ["metric_time__month"])
    growth = company.execute(
        f"""
        with paid as (
            select period_start_date, kpi_value - lag(kpi_value) over (order by period_start_date)
                as growth
            from kpis.fct_kpis
            where kpi_id = 'recurring_revenue' and period_type = 'month'
                and dimension_name = 'all' and is_complete_period
        )
        select paid.growth, net_new.net_new_recurring_revenue
        from paid
        inner join ({net_new}) as net_new on paid.period_start_date = net_new.metric_time__month
        where paid.growth is not null
        """
    ).fetchall()
    assert len(growth) >= 20
    assert all(_is_same(grown, float(moved)) for grown, moved in growth)
