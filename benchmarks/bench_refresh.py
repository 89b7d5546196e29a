"""How long a refresh takes: 10,000 customers touched by new files, of 1,000,000.

Run: python benchmarks/bench_refresh.py [customers [touched]]. A demo company whose as-of date lies
within a month is built whole and multiplied: every copy has persons, orders and events of its own.
Then files land that touch so many customers, and what `clustomers watch` does is timed. A million
customers take a quarter of an hour and 20 GB of disk. Set TMPDIR to where there is room.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console

from clustomers.build import build
from clustomers.demo.generate import as_of_date, generate
from clustomers.demo.settings import Settings
from clustomers.io.dbt_process import environment
from clustomers.io.publish import default_manifest_path
from clustomers.io.published_tables import read_manifest
from clustomers.io.rescored import TAG, rescored_tables
from clustomers.io.table_writer import create_tables, fill_tables
from clustomers.refresh import Refreshed, Refresher
from clustomers.workspace import Workspace

AS_OF = "2026-09-16"
DAYS_AGO = 7
SCORED_GOAL, PUBLISHED_GOAL = 15, 60
# Ids of what belongs to a person: a table with one of them is multiplied.
PERSONAL = {
    *("customer_id", "holder_id", "identifier_value", "visitor_id", "visitor_identifier"),
    *("user_identifier", "first_user_id", "anonymous_id", "user_id", "device_id"),
    *("loyalty_member_id", "shop_customer_id", "session_id", "order_id", "source_order_id"),
    *("receipt_id", "event_id", "message_id", "deduplication_id", "appointment_id", "ticket_id"),
    *("refund_id", "subscription_id", "account_id", "user_number"),
}
# Times of what lands later; the last decides the day.
LANDED = {
    "pos/receipts": ["sold_at"],
    "shop/orders": ["ordered_at"],
    "web/events": ["occurred_at", "sent_at", "received_at"],
    "app/events": ["occurred_at", "sent_at", "received_at"],
    "server/events": ["occurred_at", "received_at"],
}
LINES = {
    "pos/receipt_lines": ("pos/receipts", "receipt_id"),
    "shop/order_lines": ("shop/orders", "order_id"),
}


def inputs_of(manifest: dict[str, Any]) -> list[str]:
    """Return the tables of a build that a refresh reads: parents it does not make, and its own."""
    nodes = manifest["nodes"]
    tagged = [n for n in nodes.values() if n["resource_type"] == "model" and TAG in n["tags"]]
    read = {parent for node in tagged for parent in node["depends_on"]["nodes"] if parent in nodes}
    tables = [*tagged, *(nodes[parent] for parent in read)]
    return sorted(
        {
            f"{node['schema']}.{node['alias']}"
            for node in tables
            if node["config"]["materialized"] in {"table", "incremental"}
            and not node["name"].startswith(("int_trait_", "int_traits_", "int_cluster"))
        }
        | {"intermediate.int_trait_values"}
    )


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    """Return the columns of a table, or of a Parquet file."""
    return [row[0] for row in connection.execute(f"describe select * from {relation}").fetchall()]


def copied(columns: list[str], relation: str, copies: int) -> str:
    """Return a query that gives each copy of a relation persons of its own."""
    own = PERSONAL & set(columns)
    chosen = ", ".join(
        f"case when {name} = 'unknown' then {name} else {name} || '-' || copy end as {name}"
        if name in own
        else name
        for name in columns
    )
    key = columns[0]
    once = f" where copy = 0 or {key} != 'unknown'" if key in own else ""
    numbers = f"range({copies if own else 1}) as c (copy)"
    return f"select {chosen} from {relation} cross join {numbers}{once}"


def multiply(demo: Workspace, many: Workspace, copies: int, manifest: dict[str, Any]) -> None:
    """Write the warehouse and the publication of a company of so many copies."""
    many.root.mkdir(parents=True)
    many.landing.symlink_to(demo.landing.resolve())
    for path in (many.warehouse, many.published):
        source = demo.warehouse if path == many.warehouse else demo.published.resolve()
        target = path if path == many.warehouse else many.root / "published-1.duckdb"
        target.write_bytes(source.read_bytes())
    many.published.symlink_to("published-1.duckdb")
    with duckdb.connect(str(many.warehouse)) as company:
        company.execute("set threads = 2; set preserve_insertion_order = false")
        company.execute("set checkpoint_threshold = '1TB'")
        company.execute(f"attach '{demo.warehouse}' as demo (read_only)")
        for relation in inputs_of(manifest):
            source = f"demo.{relation}"
            query = copied(columns_of(company, source), source, copies)
            company.execute(f"create or replace table {relation} as {query}")
        company.execute("checkpoint")
    tables = rescored_tables(manifest)
    with duckdb.connect(str(many.published.resolve())) as company:
        company.execute("set threads = 2; set preserve_insertion_order = false")
        company.execute(f"attach '{demo.warehouse}' as demo (read_only)")
        sources, counts = {}, {}
        for table in reversed(tables):
            company.execute(f"drop table {table.sql_name}")
        for table in tables:
            source = f"demo.{table.sql_name}"
            sources[table.label] = f"({copied([c.name for c in table.columns], source, copies)})"
            ((count,),) = company.execute(f"select count(*) from {source}").fetchall()
            counts[table.label] = count * copies
        create_tables(company, tables, counts)
        for _ in fill_tables(company, tables, sources, counts):
            pass
        company.execute("detach demo")


def land_later(demo: Workspace, place: Path, copies: int) -> None:
    """Land what came a week before once more on the as-of day, for the first copies."""
    connection = duckdb.connect()
    for table, times in LANDED.items():
        part = f"read_parquet('{demo.landing}/{table}/part.parquet')"
        columns = columns_of(connection, part)
        day = f"date '{AS_OF}' - {DAYS_AGO}"
        kept = f"(select * from {part} where try_cast({times[-1]} as date) = {day})"
        moved = ", ".join(
            f"strftime(try_cast({at} as timestamp) + interval {DAYS_AGO} day, "
            f"'%Y-%m-%d %H:%M:%S.%f') as {at}"
            for at in times
        )
        new = [c for c in columns if c in {"receipt_id", "order_id", "event_id", "message_id"}]
        new += [c for c in columns if c == "deduplication_id"]
        renamed = ", ".join(f"{c} || '-later' as {c}" for c in new)
        query = copied(columns, kept, copies)
        (place / table).mkdir(parents=True, exist_ok=True)
        connection.execute(
            f"copy (select * replace ({moved}, {renamed}) from ({query})) "
            f"to '{place / table}/later.parquet'"
        )
    for table, (parent, key) in LINES.items():
        part = f"read_parquet('{demo.landing}/{table}/part.parquet')"
        query = copied(columns_of(connection, part), part, copies)
        (place / table).mkdir(parents=True, exist_ok=True)
        connection.execute(
            f"copy (select * replace ({key} || '-later' as {key}) from ({query}) "
            f"where {key} || '-later' in (select {key} from '{place / parent}/later.parquet')) "
            f"to '{place / table}/later.parquet'"
        )


def measure(
    demo: Workspace, many: Workspace, customers: int, touched: int, manifest: dict[str, Any]
) -> tuple[float, float]:
    """Print and return seconds until scored and until published, in a process that is warm."""
    with duckdb.connect(str(demo.warehouse), read_only=True) as warehouse:
        ((known,),) = warehouse.execute("select count(*) from core.dim_customers").fetchall()
    copies = round(customers / known)
    started = time.perf_counter()
    multiply(demo, many, copies, manifest)
    sizes = [f"{path.stat().st_size / 1e9:.1f} GB" for path in (many.warehouse, many.published)]
    print(
        f"{known * copies:,} customers, warehouse {sizes[0]}, publication {sizes[1]}, "
        f"written in {time.perf_counter() - started:.0f} s"
    )
    refresher = Refresher(many)
    land_later(demo, many.landing, 1)
    first = refresher.refresh(refresher.arrivals())
    print(f"first, with the project to load: {_sentence(first)}")
    land_later(demo, many.landing, -(-touched // first.customer_count))
    second = refresher.refresh(refresher.arrivals())
    print(f"then: {_sentence(second)}")
    check_copies(many)
    return second.scored_seconds, second.seconds


def _sentence(refreshed: Refreshed) -> str:
    return (
        f"{refreshed.customer_count:,} customers touched, scored again in "
        f"{refreshed.scored_seconds:.1f} s, published after {refreshed.seconds:.1f} s"
    )


def check_copies(many: Workspace) -> None:
    """Exit unless every person has one score in the copies that were touched, one in the others."""
    with duckdb.connect(str(many.published), read_only=True) as published:
        ((most,),) = published.execute(
            """
            select max(score_count)
            from (
                select count(distinct (clustomer_id, round(membership_share, 9))) as score_count
                from clustomers.fct_customer_clustomers
                where is_as_of_date
                group by business_line, split_part(customer_id, '-', 1)
            )
            """
        ).fetchall()
    if most > 2:
        sys.exit(f"one person has {most} different scores over the copies: two at most are right")


def main() -> None:
    """Measure, and exit with 1 when a goal is missed."""
    customers, touched = [int(n) for n in [*sys.argv[1:3], 1_000_000, 10_000][:2]]
    print(f"machine: {os.cpu_count()} cores, DuckDB {duckdb.__version__}")
    with tempfile.TemporaryDirectory() as directory:
        demo, many = Workspace(Path(directory) / "demo"), Workspace(Path(directory) / "many")
        console = Console(quiet=True)
        generate(Settings(5_000, 1, as_of_date(AS_OF), 24), demo, console)
        with environment({"CLUSTOMERS_WORKSPACE": str(demo.root)}):
            build(console)
        manifest = read_manifest(default_manifest_path())
        seconds = measure(demo, many, customers, touched, manifest)
    sys.exit(seconds[0] > SCORED_GOAL or seconds[1] > PUBLISHED_GOAL)


if __name__ == "__main__":
    main()
