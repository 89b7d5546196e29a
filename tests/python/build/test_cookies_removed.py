"""What stays when browsers stop keeping cookies: orders, sales, margin and customers."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from builds import WITHOUT_TESTS, Once
from dbt.contracts.graph.manifest import Manifest
from dbt_runs import query, run_dbt

from clustomers.demo.generate import generate
from clustomers.demo.settings import Settings
from clustomers.workspace import Workspace

SELECTED = "+fct_orders +fct_sessions +dim_customers +fct_restatements"
# Half of the browsers' own ids, chosen by the id so that a browser keeps all or none of them.
WITHOUT_COOKIES = """
    select * replace (
        cast(null as varchar) as third_party_id,
        case when hash(anonymous_id) % 2 = 0 then anonymous_id end as anonymous_id
    )
    from read_parquet('{file}')
"""


@pytest.fixture(scope="module")
def company(once: Once, parsed: Manifest) -> Iterator[tuple[Path, Path]]:
    """The warehouse with all cookies, and the one built after their removal."""

    def make(directory: Path) -> None:
        workspace = Workspace(directory)
        generate(Settings(customers=500, seed=5, months=12), workspace)
        for name in ("before", "after"):
            run = run_dbt(
                "build",
                "--select",
                *SELECTED.split(),
                *WITHOUT_TESTS,
                workspace=directory,
                target=directory / "target",
                manifest=parsed,
            )
            assert run.succeeded, run.output
            shutil.copy(workspace.warehouse, directory / f"{name}.duckdb")
            remove_cookies(workspace.landing)

    directory = once("cookies", make)
    yield directory / "before.duckdb", directory / "after.duckdb"


def remove_cookies(landing: Path) -> None:
    """Rewrite the web events without third-party ids and half of the first-party ones."""
    for file in (landing / "web" / "events").glob("*.parquet"):
        rewritten = file.with_suffix(".new")
        duckdb.sql(WITHOUT_COOKIES.format(file=file)).write_parquet(str(rewritten))
        rewritten.replace(file)


@pytest.mark.parametrize(
    "totals",
    [
        "select count(*), sum(margin_amount), sum(refund_amount) from core.fct_orders",
        "select order_date, sum(net_amount) from core.fct_orders group by 1 order by 1",
        "select count(*) from core.dim_customers",
        "select count(distinct customer_id) from core.fct_orders",
    ],
)
def test_totals_do_not_depend_on_cookies(company: tuple[Path, Path], totals: str) -> None:
    before, after = company
    assert query(before, totals) == query(after, totals)


def test_the_restatement_report_says_how_far_sessions_channels_and_paths_moved(
    company: tuple[Path, Path],
) -> None:
    before, after = company
    reported = """
        select sum(coalesce(value_now, 0) - coalesce(value_before, 0))
        from governance.fct_restatements
        where period_type = 'month' and measure_id = '{}' and dimension_name = '{}'
    """
    counted = "select count(*) from core.fct_sessions"
    moved = query(after, counted)[0][0] - query(before, counted)[0][0]
    assert moved < 0
    assert query(after, reported.format("sessions", "all")) == [(moved,)]
    assert query(after, reported.format("sessions", "channel")) == [(moved,)]
    assert query(after, reported.format("paths", "all"))[0][0] < 0
    kpis = "select count(*) from governance.fct_restatements where measure_id = 'net_sales'"
    assert query(after, kpis) == [(0,)]
