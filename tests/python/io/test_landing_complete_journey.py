"""Protects the real data set: it comes through whole, its days and cents are right."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from landing_helpers import landed

from clustomers.io.complete_journey import land_complete_journey
from clustomers.io.contracts import System
from clustomers.io.landing_report import LandingReport
from clustomers.workspace import Workspace

NET_SALES = Decimal("4596039.58")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(tmp_path_factory.mktemp("complete_journey"))


@pytest.fixture(scope="module")
def report(workspace: Workspace, contracts: Mapping[str, System]) -> LandingReport:
    return land_complete_journey(workspace, contracts)


def test_it_comes_through_whole(report: LandingReport) -> None:
    rows = {table.label: table.rows for table in report.tables}
    assert rows == {
        "pos.stores": 457,
        "pos.products": 92_331,
        "pos.receipts": 155_848,
        "pos.receipt_lines": 1_469_307,
        "pos.loyalty_members": 2_469,
        "marketing.campaigns": 27,
        "marketing.campaign_recipients": 6_589,
        "marketing.coupons": 116_204,
        "marketing.coupon_redemptions": 2_102,
        "planning.company": 1,
    }
    assert not any(table.rejected or table.malformed for table in report.tables)
    # It has no refunds, no targets and no requests to be erased, no accounts and no loyalty mails;
    # who bought what and when is whole.
    assert {area.name: area.state for area in report.areas()} == {
        "core": "partly",
        "kpis": "partly",
        "journeys": "no",
        "segments": "partly",
        "voice": "no",
        "clustomers": "yes",
        "predictions": "yes",
        "governance": "no",
    }


def test_sales_agree_by_lines_and_by_receipts(report: LandingReport, workspace: Workspace) -> None:
    assert landed(workspace, "pos.receipt_lines", "sum(net_amount)") == [(NET_SALES,)]
    assert landed(workspace, "pos.receipts", "sum(receipt_amount)") == [(NET_SALES,)]
    wrong = "count_if(gross_amount != net_amount + discount_amount)"
    assert landed(workspace, "pos.receipt_lines", wrong) == [(0,)]


def test_keys_are_unique_where_the_source_has_no_repeats(
    report: LandingReport, workspace: Workspace
) -> None:
    line_keys = "count(distinct (receipt_id, line_number)), max(line_number) > 1"
    assert landed(workspace, "pos.receipt_lines", line_keys) == [(1_469_307, True)]
    redemptions = landed(workspace, "marketing.coupon_redemptions", "count(distinct redemption_id)")
    assert redemptions == [(2_102,)]
    # 1,623 coupons repeat, in 4,872 rows more than one each; landing keeps them all.
    repeats = "count(*) - count(distinct (campaign_id, coupon_id, product_id))"
    assert landed(workspace, "marketing.coupons", repeats) == [(4_872,)]


def test_days_are_the_stores_days(report: LandingReport, workspace: Workspace) -> None:
    def days(column: str) -> str:
        local = f"cast(timezone('America/New_York', timezone('UTC', {column})) as date)"
        return f"cast(min({local}) as varchar), cast(max({local}) as varchar)"

    year = [("2017-01-01", "2017-12-31")]
    assert landed(workspace, "pos.receipts", days("sold_at")) == year
    assert landed(workspace, "marketing.coupon_redemptions", days("redeemed_at")) == year


def test_lines_lie_in_the_order_of_their_sale(report: LandingReport, workspace: Workspace) -> None:
    lines, receipts = (
        workspace.landing / "pos" / name / f"{name}.parquet"
        for name in ("receipt_lines", "receipts")
    )
    query = f"""
        select count_if(sold_at < before)
        from (
            select sold_at, lag(sold_at) over (order by lines.file_row_number) as before
            from read_parquet('{lines}', file_row_number = true) as lines
            inner join '{receipts}' as receipts using (receipt_id)
        )
    """
    with duckdb.connect() as connection:
        assert connection.execute(query).fetchall() == [(0,)]


def test_landing_twice_changes_nothing(
    report: LandingReport, workspace: Workspace, contracts: Mapping[str, System]
) -> None:
    def state() -> dict[Path, tuple[int, int]]:
        return {
            path: (path.stat().st_ino, path.stat().st_mtime_ns)
            for path in workspace.landing.glob("*/*/*")
        }

    before = state()
    again = land_complete_journey(workspace, contracts)
    assert again.is_unchanged
    assert state() == before
