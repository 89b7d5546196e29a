"""A small warehouse with its manifest, as dbt leaves them, and checks for any published file."""

import copy
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa

from clustomers.io.publish import Publication, publish
from clustomers.workspace import Workspace

SECRET = "maria.secret@example.com"
STARTED = datetime(2026, 11, 21, 8, 0)


def model(schema: str, name: str, columns: dict[str, str], **more: Any) -> dict[str, Any]:
    """Return a mart's node; a type that ends in `!` is required."""
    return {
        "resource_type": "model",
        "package_name": "clustomers",
        "schema": schema,
        "alias": name,
        "name": name,
        "access": "public",
        "group": schema,
        "original_file_path": f"models/marts/{schema}/{name}.sql",
        "description": f"One row per {name}'s row. It's \"quoted\".",
        "config": {"materialized": "table", "meta": {}},
        "depends_on": {"nodes": []},
        "columns": {
            column: {
                "name": column,
                "data_type": data_type.rstrip("!"),
                "description": f"The {column}.",
                "constraints": [{"type": "not_null"}] if data_type.endswith("!") else [],
            }
            for column, data_type in columns.items()
        },
        **more,
    }


def test_node(kind: str, attached: str, parents: list[str], **kwargs: Any) -> dict[str, Any]:
    """Return the node of a generic test."""
    return {
        "resource_type": "test",
        "name": f"{kind}_{attached}",
        "attached_node": f"model.clustomers.{attached}",
        "test_metadata": {"name": kind, "kwargs": kwargs},
        "config": {"severity": "ERROR", "where": None},
        "depends_on": {"nodes": [f"model.clustomers.{name}" for name in [*parents, attached]]},
    }


MARTS = [
    model("core", "dim_customers", {"customer_id": "varchar!", "joined_date": "date"}),
    model(
        "core",
        "fct_orders",
        {
            "order_id": "varchar!",
            "customer_id": "varchar!",
            "net_amount": "decimal(18, 2)!",
            "margin_amount": "decimal(18, 2)",
            "order_date": "date!",
            "ordered_at": "timestamp",
        },
    ),
    model("core", "fct_order_lines", {"order_id": "varchar!", "line_number": "integer!"}),
    model("segments", "fct_customer_rfm", {"customer_id": "varchar!", "snapshot_date": "date!"}),
    model("kpis", "fct_kpis", {"kpi_id": "varchar!", "store_id": "varchar", "kpi_value": "double"}),
]
INNER = [
    model("staging", "stg_pos__members", {"email": "varchar"}, access="protected"),
    model("staging", "stg_landing__as_of_date", {"as_of_date": "date"}, access="protected"),
]
TESTS = [
    test_node("key", "dim_customers", [], columns=["customer_id"]),
    test_node("key", "fct_orders", [], columns=["order_id"]),
    test_node("key", "fct_order_lines", [], columns=["order_id", "line_number"]),
    test_node("key", "fct_customer_rfm", [], columns=["customer_id", "snapshot_date"]),
    test_node(
        "key", "fct_kpis", [], columns=["kpi_id", "store_id"], nullable_columns=["store_id"]
    ),
    test_node(
        "relationships", "fct_orders", ["dim_customers"], column_name="customer_id",
        to="ref('dim_customers')", field="customer_id",
    ),
    test_node(
        "relationships", "fct_order_lines", ["fct_orders"], column_name="order_id",
        to="ref('fct_orders')", field="order_id",
    ),
    test_node(
        "relationships", "fct_customer_rfm", ["dim_customers"], column_name="customer_id",
        to="ref('dim_customers')", field="customer_id",
    ),
]  # fmt: skip


def manifest() -> dict[str, Any]:
    """Return the manifest of the small project."""
    nodes = {f"model.clustomers.{node['name']}": node for node in [*MARTS, *INNER]}
    nodes |= {f"test.clustomers.{node['name']}.1": node for node in TESTS}
    return {
        "nodes": copy.deepcopy(nodes),
        "unit_tests": {},
        "groups": {
            f"group.clustomers.{name}": {"owner": {"name": f"{name} owner"}}
            for name in ("core", "kpis", "segments")
        },
    }


@dataclass
class SmallProject:
    """A workspace whose warehouse was built."""

    workspace: Workspace
    manifest: dict[str, Any] = field(default_factory=manifest)
    builds: int = 0

    @property
    def manifest_path(self) -> Path:
        return self.workspace.root / "manifest.json"

    def build(self, order_count: int = 100, *, days: int = 0, status: str = "succeeded") -> str:
        """Fill the marts and log a build of every node."""
        with duckdb.connect(str(self.workspace.warehouse)) as connection:
            connection.execute(WAREHOUSE.format(orders=order_count, days=days, secret=SECRET))
        return self.log({node_id: None for node_id in self.manifest["nodes"]}, status=status)

    def log(
        self, results: dict[str, str | None], *, status: str = "succeeded", is_sample: bool = False
    ) -> str:
        """Log a build with these statuses; none means that the node ran well."""
        self.manifest_path.write_text(json.dumps(self.manifest), encoding="utf-8")
        invocation_id = f"build-{self.builds}"
        started = STARTED + timedelta(hours=self.builds)
        self.builds += 1
        with duckdb.connect(str(self.workspace.warehouse)) as connection:
            connection.execute(LOG_TABLES)
            connection.execute(
                "insert into governance.builds_log by name "
                "select ? as invocation_id, 'build' as command, '0.1.0' as project_version, "
                "? as status, ? as is_sample, ? as started_at, ? as finished_at",
                [invocation_id, status, is_sample, started, started + timedelta(minutes=1)],
            )
            nodes = list(results)
            connection.execute(
                "insert into governance.results_log by name "
                "select ? as invocation_id, unnest(?::varchar[]) as node_id, "
                "unnest(?::varchar[]) as status",
                [invocation_id, nodes, [results[node] or good(node) for node in nodes]],
            )
        return invocation_id

    def publish(self, parquet_dir: Path | None = None) -> Publication:
        return publish(self.workspace, self.manifest_path, parquet_dir)

    def query(self, sql: str) -> list[Any]:
        """Ask the published file."""
        return query(self.workspace.published, sql)


def good(node_id: str) -> str:
    """Return the status of a node that ran well."""
    return "pass" if node_id.split(".")[0] in {"test", "unit_test"} else "success"


def query(path: Path, sql: str) -> list[Any]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def assert_sqlalchemy_reads(path: Path) -> dict[str, int]:
    """Reflect and read every table of a published file as a SQLAlchemy tool does.

    Returns the columns of each table, so that a caller can see that there were tables.
    """
    engine = sa.create_engine(
        f"duckdb:///{path}", connect_args={"read_only": True}, poolclass=sa.NullPool
    )
    columns: dict[tuple[str, str], list[Any]] = {}
    for schema, name, *column in query(
        path,
        "select schema_name, table_name, column_name, is_nullable, comment from duckdb_columns() "
        "where not internal order by schema_name, table_name, column_index",
    ):
        columns.setdefault((schema, name), []).append(tuple(column))
    with engine.connect() as connection:
        metadata = sa.MetaData()
        for schema in {schema for schema, _ in columns}:
            metadata.reflect(bind=connection, schema=schema)
        for (schema, name), expected in columns.items():
            table = metadata.tables[f"{schema}.{name}"]
            assert [(c.name, c.nullable, c.comment) for c in table.columns] == expected
            assert table.comment
            rows = connection.execute(sa.select(table).limit(5)).fetchall()
            count = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar()
            assert count is not None
            assert len(rows) == min(5, count)
    return {f"{schema}.{name}": len(expected) for (schema, name), expected in columns.items()}


WAREHOUSE = """
    create schema if not exists core;
    create schema if not exists segments;
    create schema if not exists kpis;
    create schema if not exists staging;
    create or replace table staging.stg_pos__members as select '{secret}' as email;
    create or replace table staging.stg_landing__as_of_date as
        select date '2024-03-31' + {days} as as_of_date;
    create or replace table core.dim_customers as
        select 'c' || range as customer_id, date '2024-01-01' as joined_date from range(10);
    create or replace table core.fct_orders as
        select
            'o' || range as order_id, 'c' || range % 10 as customer_id, range / 4 as net_amount,
            null as margin_amount, date '2024-03-01' + cast(range % 30 as integer) as order_date,
            timestamp '2024-03-01 10:00:00' as ordered_at
        from range({orders});
    create or replace table core.fct_order_lines as
        select 'o' || range // 2 as order_id, range % 2 as line_number from range(2 * {orders});
    create or replace view segments.fct_customer_rfm as
        select customer_id, date '2024-03-31' as snapshot_date from core.dim_customers;
    create or replace table kpis.fct_kpis as
        select 'orders' as kpi_id, null as store_id, 1.0 as kpi_value
        union all
        select 'orders', '7', 0.5;
"""

LOG_TABLES = """
    create schema if not exists governance;
    create table if not exists governance.builds_log (
        invocation_id varchar, command varchar, project_version varchar, status varchar,
        is_sample boolean, started_at timestamp, finished_at timestamp
    );
    create table if not exists governance.results_log (
        invocation_id varchar, node_id varchar, status varchar
    );
"""
