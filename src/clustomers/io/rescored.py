"""Rows that a refresh stated again, put into a new version of the publication."""

import os
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from clustomers.errors import ClustomersError
from clustomers.io.build_audit import audit_build
from clustomers.io.publish import only_publisher, removed_on_exit
from clustomers.io.published_tables import Table, published_tables
from clustomers.io.sql import name, text
from clustomers.io.versioned_path import VersionedPath
from clustomers.workspace import Workspace

TAG = "refresh"
_TOUCHED = "select customer_id from refresh.intermediate.int_customers_touched"


def rescored_tables(manifest: Mapping[str, Any]) -> list[Table]:
    """Return the published tables of which a refresh states rows: scores by customer and day."""
    tagged = {
        f"{node['schema']}.{node['alias']}"
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and TAG in node.get("tags", ())
    }
    return [
        table
        for table in published_tables(manifest)
        if table.label in tagged
        and {"customer_id", "snapshot_date"} <= {column.name for column in table.columns}
    ]


def publish_rescored(workspace: Workspace, manifest: Mapping[str, Any]) -> dict[str, int]:
    """Copy the publication, replace the touched customers' rows of the as-of date, and swap.

    Parameters
    ----------
    workspace
        Workspace with a finished refresh.
    manifest
        dbt's manifest of the build that the refresh follows.

    Returns
    -------
    dict
        Rows stated by table.

    Raises
    ------
    ClustomersError
        When the publication is not that of the last build, or another is being written.
    """
    if not workspace.published.is_file():
        raise ClustomersError(
            f"{workspace.published}: not found. Run `clustomers publish`, then refresh."
        )
    tables = rescored_tables(manifest)
    database = VersionedPath(workspace.published)
    with only_publisher(workspace), removed_on_exit(database):
        _copy(workspace.published.resolve(), database.begin())
        with duckdb.connect(str(database.draft)) as connection:
            connection.execute("set global TimeZone = 'UTC'")
            connection.execute(f"attach {text(workspace.warehouse)} as warehouse (read_only)")
            connection.execute(f"attach {text(workspace.refresh_database)} as refresh (read_only)")
            _name_edition(connection, audit_build(connection, manifest).publication_id)
            counts = _replace(connection, tables)
            connection.execute("detach refresh")
            connection.execute("detach warehouse")
            connection.execute("checkpoint")
        database.swap()
    return counts


def _copy(source: Path, target: Path) -> None:
    """Copy a file; the kernel shares its blocks where the file system can."""
    if not hasattr(os, "copy_file_range"):
        shutil.copyfile(source, target)
        return
    with source.open("rb") as read, target.open("wb") as written:
        while os.copy_file_range(read.fileno(), written.fileno(), 1 << 30):
            pass


def _name_edition(connection: duckdb.DuckDBPyConnection, build_id: str) -> None:
    """Give this version an id of its own, after that of the build."""
    ((published_id,),) = connection.execute(
        "select min(publication_id) from governance.dim_publication"
    ).fetchall()
    base, _, number = published_id.partition(".")
    if base != build_id:
        raise ClustomersError(
            "The publication is not of the last build. Run `clustomers publish`, then refresh."
        )
    connection.execute(
        "update governance.dim_publication set publication_id = $id, refreshed_at = $at",
        {
            "id": f"{base}.{int(number or 0) + 1}",
            "at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        },
    )


def _replace(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> dict[str, int]:
    """Replace rows in transactions of their own: within one, a key can still stand in an index."""
    ((as_of_date,),) = connection.execute(
        "select as_of_date from warehouse.staging.stg_landing__as_of_date"
    ).fetchall()
    of_today = f"snapshot_date = date {text(as_of_date)} and customer_id in ({_TOUCHED})"
    for table in reversed(tables):
        connection.execute(f"delete from {table.sql_name} where {of_today}")
    counts = {}
    for table in tables:
        columns = ", ".join(name(column.name) for column in table.columns)
        connection.execute(
            f"insert into {table.sql_name} ({columns}) "
            f"select {columns} from refresh.{table.sql_name} where {of_today}"
        )
        ((stated, total),) = connection.execute(
            f"select count(*) filter ({of_today}), count(*) from {table.sql_name}"
        ).fetchall()
        counts[table.label] = stated
        connection.execute(
            "update core.dim_tables set row_count = $n where schema_name || '.' || table_name = $t",
            {"n": total, "t": table.label},
        )
        connection.execute(
            "update governance.dim_publication set row_count = $n "
            "where schema_name || '.' || table_name = $t",
            {"n": total, "t": table.label},
        )
    return counts
