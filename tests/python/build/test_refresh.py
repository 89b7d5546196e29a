"""A refresh scores the customers whom new files touch as a build would, and says what waits."""

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from builds import WITHOUT_TESTS, Once
from dbt.contracts.graph.manifest import Manifest
from dbt_runs import run_dbt
from table_comparison import differing_columns

from clustomers.demo.generate import generate
from clustomers.demo.settings import Settings
from clustomers.refresh import Refresher, landed_apart, outcome
from clustomers.workspace import Workspace

AS_OF = date(2026, 9, 16)
SELECTED = ("+fct_clustomer_moves",)
# Key, and which rows: features are made for the as-of date and the snapshot before it.
ON_AS_OF = f"snapshot_date = date '{AS_OF}'"
COMPARED = {
    "core.fct_order_lines": (["order_id", "line_number"], "true"),
    "intermediate.int_cluster_features": (["business_line", "customer_id"], ON_AS_OF),
    "clustomers.fct_customer_clustomers": (
        ["business_line", "customer_id", "snapshot_date"],
        "true",
    ),
    "clustomers.fct_clustomer_move_features": (
        ["business_line", "customer_id", "feature"],
        ON_AS_OF,
    ),
    "clustomers.fct_clustomer_moves": (["business_line", "customer_id"], ON_AS_OF),
}
# What of a row is its own, and its times; another copy of it gets others.
MOVED = {
    "pos/receipts": ("receipt_id", ["sold_at"]),
    "shop/orders": ("order_id", ["ordered_at"]),
    "web/events": ("event_id", ["occurred_at", "sent_at", "received_at"]),
    "app/events": ("message_id", ["occurred_at", "sent_at", "received_at"]),
    "server/events": ("event_id", ["occurred_at", "received_at"]),
}
LINES = {"pos/receipt_lines": "pos/receipts", "shop/order_lines": "shop/orders"}


def land_later(workspace: Path, name: str, day: date, shift: str) -> None:
    """Land what came on a day once more, so much later: not in the evening, where a day ends."""
    landing = workspace / "landing"
    for table, (key, times) in MOVED.items():
        part = f"'{landing}/{table}/part.parquet'"
        columns = {row[0] for row in duckdb.execute(f"describe select * from {part}").fetchall()}
        later = "try_cast({at} as timestamp) + interval {shift}"
        moved = [
            f"strftime({later.format(at=at, shift=shift)}, '%Y-%m-%d %H:%M:%S.%f') as {at}"
            for at in times
        ]
        own = {key, "order_id", "deduplication_id"} & columns
        moved += [f"{column} || '-{name}' as {column}" for column in sorted(own)]
        duckdb.execute(
            f"copy (select * replace ({', '.join(moved)}) from {part} "
            f"where try_cast({times[-1]} as date) = date '{day}' "
            f"and hour(try_cast({times[-1]} as timestamp)) < 20) "
            f"to '{landing}/{table}/{name}.parquet'"
        )
    for table, parent in LINES.items():
        key, _ = MOVED[parent]
        duckdb.execute(
            f"copy (select * replace ({key} || '-{name}' as {key}) "
            f"from '{landing}/{table}/part.parquet' "
            f"where {key} || '-{name}' in (select {key} from '{landing}/{parent}/{name}.parquet')) "
            f"to '{landing}/{table}/{name}.parquet'"
        )


def land_what_waits(workspace: Path) -> Path:
    """Land five receipts that came before, seven of last month and three of tomorrow."""
    file = workspace / "landing" / "pos" / "receipts" / "waits.parquet"
    receipts = f"from '{file.parent}/part.parquet'"
    renamed = "select * replace (receipt_id || '-{}' as receipt_id"
    duckdb.execute(
        f"copy ((select * {receipts} where sold_at >= timestamp '{AS_OF}' order by 1 limit 5) "
        f"union all ({renamed.format('old')}) {receipts} "
        "where sold_at < timestamp '2026-08-01' order by 1 limit 7) "
        f"union all ({renamed.format('new')}, timestamp '{AS_OF}' + interval 30 hour as sold_at) "
        f"{receipts} order by 1 limit 3)) to '{file}'"
    )
    return file


@dataclass(frozen=True)
class Company:
    """What a refresh made, what a build made of the same files, and what waited."""

    built: Path
    refreshed: Path
    rebuilt: Path
    refused: list[str]
    waiting: list[str]


@pytest.fixture(scope="module")
def company(once: Once, parsed: Manifest, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Build, let more files come, follow them; then build with them."""

    def build(directory: Path) -> None:
        run = run_dbt(
            "build", "--select", *SELECTED, *WITHOUT_TESTS,
            workspace=directory, target=directory / "target", manifest=parsed,
        )  # fmt: skip
        assert run.succeeded, run.output

    def make(directory: Path) -> None:
        generate(Settings(customers=2_000, seed=2, as_of=AS_OF, months=20), Workspace(directory))
        build(directory)

    place = tmp_path_factory.mktemp("refresh")
    rebuilt = place / "rebuilt"
    shutil.copytree(once("refreshed", make), rebuilt, symlinks=True)
    shutil.copy(rebuilt / "warehouse.duckdb", place / "built.duckdb")
    workspace = Workspace(rebuilt)
    for days in range(1, 13, 2):
        land_later(rebuilt, f"{days}-days", AS_OF - timedelta(days=days), f"{days} day")
    land_later(rebuilt, "same", AS_OF, "20 minute")
    waits = land_what_waits(rebuilt)
    refresher = Refresher(workspace, rebuilt / "target" / "manifest.json")
    arrivals = refresher.arrivals()
    with landed_apart(workspace, arrivals):
        refresher.score()
        _, refused, waiting = outcome(workspace, arrivals)
        shutil.copy(workspace.refresh_database, place / "refresh.duckdb")
    waits.unlink()
    build(rebuilt)
    return Company(
        place / "built.duckdb",
        place / "refresh.duckdb",
        rebuilt / "warehouse.duckdb",
        refused,
        waiting,
    )


def of_touched(company: Company, database: Path, place: Path) -> Path:
    """Write the compared rows of touched customers into a file of their own."""
    with duckdb.connect(str(place)) as small:
        small.execute(f"attach '{company.refreshed}' as scored (read_only)")
        small.execute("create table touched as from scored.intermediate.int_customers_touched")
        small.execute("detach scored")
        small.execute(f"attach '{database}' as made (read_only)")
        for table, (_, where) in COMPARED.items():
            small.execute(f"create schema if not exists {table.partition('.')[0]}")
            small.execute(
                f"create table {table} as select * from made.{table} "
                f"where customer_id in (select customer_id from touched) and {where}"
            )
    return place


@pytest.mark.parametrize("table", COMPARED)
def test_touched_customers_stand_as_a_build_makes_them(
    company: Company, tmp_path: Path, table: str
) -> None:
    ours = of_touched(company, company.refreshed, tmp_path / "ours.duckdb")
    theirs = of_touched(company, company.rebuilt, tmp_path / "theirs.duckdb")
    key, _ = COMPARED[table]
    assert differing_columns(ours, theirs, table, key) == {}


def test_the_files_changed_scores_and_only_those_of_touched_customers(company: Company) -> None:
    changed = f"""
        attach '{company.built}' as built (read_only);
        attach '{company.rebuilt}' as rebuilt (read_only);
        attach '{company.refreshed}' as refreshed (read_only);
        select count(*), count(touched.customer_id)
        from rebuilt.clustomers.fct_customer_clustomers as now
        left join built.clustomers.fct_customer_clustomers as before
            using (business_line, customer_id, snapshot_date)
        left join refreshed.intermediate.int_customers_touched as touched using (customer_id)
        where before.distance is null or abs(now.distance - before.distance) > 1e-9
    """
    ((all_changed, touched_changed),) = duckdb.execute(changed).fetchall()
    assert all_changed == touched_changed > 20


def test_what_a_refresh_must_not_take_waits_and_is_counted(company: Company) -> None:
    """A copy, a row that changes what was usual last month, and a row of tomorrow."""
    copies = "pos/receipts: 5 rows, duplicate of another row with the same receipt_id."
    assert [one for one in company.refused if one.startswith("pos/receipts")] == [copies]
    assert [one for one in company.waiting if one.startswith("pos/receipts")] == [
        "pos/receipts: 7 rows, belongs to an earlier month, which the next build states again.",
        "pos/receipts: 3 rows, sold_at is after the as-of date.",
    ]
