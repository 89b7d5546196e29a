"""Protects the whole real data set on its way to the marts: nothing lost, totals by two routes."""

from decimal import Decimal
from pathlib import Path

import pytest
from builds import WITHOUT_UNIT_TESTS, Once
from dbt.contracts.graph.manifest import Manifest
from dbt_runs import query, run_dbt

from clustomers.io.complete_journey import land_complete_journey
from clustomers.workspace import Workspace

NET_SALES = Decimal("4596039.58")
# What the totals need, with every test on it; the areas are built on the sample.
SELECTED = "+dim_customers +dim_stores +fct_landed_records +fct_rejected_records +fct_customer_rfm"


@pytest.fixture(scope="module")
def warehouse(once: Once, parsed: Manifest) -> Path:
    def build(directory: Path) -> None:
        land_complete_journey(Workspace(directory))
        run = run_dbt(
            "build",
            "--select",
            *SELECTED.split(),
            "--indirect-selection",
            "buildable",
            *WITHOUT_UNIT_TESTS,
            workspace=directory,
            target=directory / "target",
            manifest=parsed,
        )
        assert run.succeeded, run.output

    return once("complete_journey", build) / "warehouse.duckdb"


def test_every_line_and_receipt_comes_through(warehouse: Path) -> None:
    lines = "select count(*), sum(net_amount) from core.fct_order_lines"
    assert query(warehouse, lines) == [(1_469_307, NET_SALES)]
    orders = "select count(*), sum(net_amount), sum(receipt_amount) from core.fct_orders"
    assert query(warehouse, orders) == [(155_848, NET_SALES, NET_SALES)]
    apart = "select count(*) from core.fct_orders where net_amount != receipt_amount"
    assert query(warehouse, apart) == [(0,)]


def test_customers_and_stores(warehouse: Path) -> None:
    known = "select count(*), sum(net_sales_amount) from core.dim_customers where is_known"
    assert query(warehouse, known) == [(2_469, NET_SALES)]
    assert query(warehouse, "select count(*) from core.dim_stores") == [(457,)]


def test_no_row_is_lost_and_only_repeated_coupons_are_set_aside(warehouse: Path) -> None:
    unaccepted = """
        select table_name, duplicate_count, rejected_count, malformed_value_count
        from governance.fct_landed_records where landed_count != accepted_count
    """
    assert query(warehouse, unaccepted) == [("coupons", 4_872, 0, 0)]


def test_the_year_ends_with_a_full_day_in_new_york(warehouse: Path) -> None:
    as_of = "select cast(as_of_date as varchar) from staging.stg_landing__as_of_date"
    assert query(warehouse, as_of) == [("2017-12-31",)]
    scored = "select count(*), sum(net_sales_amount) from segments.fct_customer_rfm"
    assert query(warehouse, scored + " where is_as_of_date") == [(2_469, NET_SALES)]
