"""The same input gives the same tables twice, on one thread and on four."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from builds import WITHOUT_TESTS, Once, build_all
from dbt.contracts.graph.manifest import Manifest
from dbt_runs import query
from table_comparison import compared_marts, differing_tables


@pytest.fixture(scope="session")
def built_again(once: Once, sample_landing: Path, parsed: Manifest) -> Path:
    """Return the sample built once more, on four threads."""

    def build(directory: Path) -> None:
        (directory / "landing").symlink_to(sample_landing / "landing")
        run = build_all(directory, parsed, "--threads", "4", *WITHOUT_TESTS)
        assert run.succeeded, run.output

    return once("built_again", build)


def test_two_builds_agree_on_every_mart(
    built_workspace: Path, built_again: Path, manifest: Mapping[str, Any]
) -> None:
    marts = compared_marts(manifest)
    assert len(marts) > 20
    differing = differing_tables(
        built_workspace / "warehouse.duckdb", built_again / "warehouse.duckdb", marts
    )
    assert differing == {}


def test_the_sample_exercises_what_it_is_for(built_workspace: Path) -> None:
    """Predictions are issued, margins known, targets met and missed, holidays named."""
    warehouse = built_workspace / "warehouse.duckdb"
    receipts = query(warehouse, "select status from predictions.fct_prediction_receipts")
    assert all(status.startswith("issued") for (status,) in receipts)
    marts_with_rows = """
        select
            (select count(*) from core.fct_orders where margin_amount is not null) > 0,
            (select count(*) from core.fct_orders where margin_amount is null) > 0,
            (select count(*) from core.fct_orders where customer_id = 'unknown') > 0,
            (select count(*) from core.fct_order_lines where is_return) > 0,
            (select count(*) from core.dim_dates where is_holiday) = 3,
            (select count(distinct fiscal_year) from core.dim_dates) = 2,
            (select count(distinct status) from kpis.rpt_kpi_scorecard) >= 3,
            (select count(*) from clustomers.fct_customer_clustomers) > 0,
            (select count(*) from predictions.fct_customer_clv) > 0
    """
    assert query(warehouse, marts_with_rows) == [(True,) * 9]
