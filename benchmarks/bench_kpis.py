"""How long KPI tables, funnels and retention take at 100,000 and 1,000,000 customers.

Run after `make build`: python benchmarks/bench_kpis.py [customers …]. The built demo company is
multiplied: every copy has persons, orders, visits and events of its own, and shares stores, days
and advertising. Then the compiled SQL of the models runs on it, straight in DuckDB. A million
customers take half an hour and 17 GB; CLUSTOMERS_MEMORY_LIMIT bounds the memory.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from clustomers.io.dbt_process import run_dbt
from clustomers.io.reading import open_warehouse
from clustomers.workspace import Workspace, project_root

SIZES = (100_000, 1_000_000)
# What is timed; all that these models read besides is their input.
SELECTED = ("path:models/intermediate/kpis", "fct_kpis", "fct_retention_cohorts")
SELECTED += ("int_journey_events_keyed+,+fct_funnels",)
# Ids of what belongs to a person or an account: a table with one of them is multiplied.
PERSONAL = {
    *("customer_id", "visitor_id", "session_id", "first_user_id", "subject_id", "holder_id"),
    *("order_id", "event_id", "appointment_id", "call_id", "quote_id", "ticket_id", "review_id"),
    *("account_id", "subscription_id", "opportunity_id", "contact_id", "lead_id", "message_id"),
    *("response_id", "request_id", "referral_id", "referrer_id", "object_id"),
}


@dataclass(frozen=True)
class Model:
    """A model, what it reads, and its SQL; kind is table or view."""

    relation: str
    kind: str
    parents: tuple[str, ...]
    sql: str


def compile_groups(workspace: Workspace) -> dict[str, dict[str, Model]]:
    """Return the models of each group by relation, each after those that it reads."""
    with tempfile.TemporaryDirectory() as target:
        command = ["compile", "--select", *SELECTED]
        compiled = run_dbt(command, workspace, project_root(), Path(target))
    nodes = [found.node for found in compiled.results if found.node.resource_type == "model"]
    groups: dict[str, list[Model]] = {}
    for node in nodes:
        kind = "view" if node.config.materialized == "view" else "table"
        relation = f"{node.schema}.{node.alias}"
        model = Model(relation, kind, _parents(node, nodes), node.compiled_code)
        groups.setdefault(_group(node), []).append(model)
    return {name: _in_order(models) for name, models in sorted(groups.items())}


def _group(node: Any) -> str:
    if node.name == "fct_retention_cohorts":
        return "retention"
    return "funnels" if "journeys" in node.fqn else "KPI tables"


def _parents(node: Any, nodes: list[Any]) -> tuple[str, ...]:
    relations = {n.unique_id: f"{n.schema}.{n.alias}" for n in nodes}
    return tuple(relations.get(parent, "") for parent in node.depends_on.nodes)


def _in_order(models: list[Model]) -> dict[str, Model]:
    left = {model.relation: model for model in models}
    ordered: dict[str, Model] = {}
    while left:
        ready = [model for model in left.values() if not left.keys() & set(model.parents)]
        for model in ready:
            ordered[model.relation] = left.pop(model.relation)
    return ordered


def inputs_of(models: dict[str, Model], warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the tables that the models read and do not make."""
    tables = warehouse.execute(
        "select table_schema || '.' || table_name from information_schema.tables "
        "where table_catalog = current_database()"
    ).fetchall()
    named = [name for (name,) in tables if name not in models]
    read = " ".join(model.sql for model in models.values())
    return [name for name in named if f"{name} " in read or f"{name}\n" in read]


def multiply(relation: str, copies: int, company: duckdb.DuckDBPyConnection) -> None:
    """Write an input as it is, or so many copies of it with persons of their own."""
    columns = company.execute(
        "select column_name, data_type from information_schema.columns "
        "where table_catalog = 'demo' and table_schema || '.' || table_name = ? "
        "order by ordinal_position",
        [relation],
    ).fetchall()
    own = {name for name, data_type in columns if name in PERSONAL and data_type == "VARCHAR"}
    chosen = ", ".join(
        f"case when {name} = 'unknown' then {name} else {name} || '-' || copy end as {name}"
        if name in own
        else name
        for name, _ in columns
    )
    # A dimension's row for the unknown stays one row, or every fact about nobody would find it
    # so many times.
    key = columns[0][0]
    once = f"where copy = 0 or {key} != 'unknown'" if key in own else ""
    schema = relation.partition(".")[0]
    company.execute(f"create schema if not exists {schema}")
    company.execute(
        f"create or replace table {relation} as select {chosen} from demo.{relation} "
        f"cross join range({copies if own else 1}) as copies (copy) {once}"
    )


def check_size(relation: str, copies: int, company: duckdb.DuckDBPyConnection) -> int:
    """Return a model's rows; exit if there are more than so many copies of the demo's.

    More rows would mean that the multiplied inputs find each other, and that the seconds are
    those of another company.
    """
    counts = f"select (select count(*) from {relation}), (select count(*) from demo.{relation})"
    rows, demo_rows = company.execute(counts).fetchall()[0]
    if rows > copies * demo_rows:
        sys.exit(f"{relation} has {rows:,} rows, more than {copies} times the demo's {demo_rows:,}")
    return int(rows)


def measure(customers: int, groups: dict[str, dict[str, Model]], demo: Workspace) -> None:
    """Print the seconds of each group on a company of so many customers."""
    with (
        tempfile.TemporaryDirectory() as directory,
        duckdb.connect(f"{directory}/warehouse.duckdb") as company,
    ):
        company.execute(
            "set threads = 2; set preserve_insertion_order = false; set TimeZone = 'UTC'"
        )
        if limit := os.environ.get("CLUSTOMERS_MEMORY_LIMIT"):
            company.execute(f"set memory_limit = '{limit}'")
        company.execute(f"attach '{demo.warehouse}' as demo (read_only)")
        (known,) = company.execute("select count(*) from demo.core.dim_customers").fetchall()[0]
        copies = round(customers / known)
        print(f"{known * copies:,} customers, {copies} times the demo company")
        for group, models in groups.items():
            with open_warehouse(demo) as warehouse:
                inputs = inputs_of(models, warehouse)
            for relation in inputs:
                multiply(relation, copies, company)
            started = time.perf_counter()
            for model in models.values():
                company.execute(f"create schema if not exists {model.relation.partition('.')[0]}")
                company.execute(f"create or replace {model.kind} {model.relation} as {model.sql}")
            seconds = time.perf_counter() - started
            for relation in models:
                rows = check_size(relation, copies, company)
            print(f"{group:12}{len(models):4} models{seconds:9.1f} s{rows:12,} rows in the last")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"peak memory so far: {peak:.1f} GB")


def main() -> None:
    """Measure the sizes that were asked for."""
    demo = Workspace.current()
    groups = compile_groups(demo)
    print(f"machine: {os.cpu_count()} cores, DuckDB {duckdb.__version__}")
    for customers in [int(size) for size in sys.argv[1:]] or SIZES:
        measure(customers, groups, demo)


if __name__ == "__main__":
    main()
