"""Write, audit, publish: the public marts in one file that readers find whole or not at all."""

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
from rich.console import Console
from rich.progress import Progress

from clustomers.errors import ClustomersError
from clustomers.io.build_audit import Build, audit_build
from clustomers.io.catalog_tables import (
    CATALOG,
    Edition,
    catalog_rows,
    latest_date,
    listed_rows,
)
from clustomers.io.lock import lock_holder
from clustomers.io.minimization import FCT_MINIMIZATION, minimization_rows
from clustomers.io.published_tables import Table, published_tables, read_manifest
from clustomers.io.sql import text
from clustomers.io.table_writer import create_tables, fill_tables, verify, write_parquet
from clustomers.io.versioned_path import VersionedPath
from clustomers.workspace import Workspace, project_root


@dataclass(frozen=True)
class Publication:
    """What was published, and how long it took."""

    publication_id: str
    path: Path
    as_of_date: date | None
    row_counts: dict[str, int]
    byte_count: int
    seconds: float
    parquet_dir: Path | None

    def show(self, console: Console) -> None:
        """Print it."""
        megabytes = self.byte_count / 1e6
        parquet = f"\n  Parquet in {self.parquet_dir}" if self.parquet_dir else ""
        console.print(
            f"published {self.path}\n"
            f"  publication {self.publication_id}, as of {self.as_of_date}\n"
            f"  {len(self.row_counts)} tables, {sum(self.row_counts.values()):,} rows, "
            f"{megabytes:,.1f} MB in {self.seconds:.1f} s ({megabytes / self.seconds:.0f} MB/s)"
            f"{parquet}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def publish(
    workspace: Workspace,
    manifest_path: Path,
    parquet_dir: Path | None = None,
    console: Console | None = None,
) -> Publication:
    """Publish the public marts of a build that passed every test.

    Parameters
    ----------
    workspace
        Workspace whose warehouse is published.
    manifest_path
        dbt's ``manifest.json`` of that build.
    parquet_dir
        Directory for the same tables as ``<schema>/<table>.parquet``; none are written without it.
    console
        Where to show progress.

    Returns
    -------
    Publication
        What was written. ``published.duckdb`` leads to it already.

    Raises
    ------
    ClustomersError
        When the build may not be published, the warehouse is in use, or a table is not what its
        contract says. The previous publication then stays as it is.
    """
    started = time.perf_counter()
    manifest = read_manifest(manifest_path)
    tables = published_tables(manifest)
    database = VersionedPath(workspace.published)
    parquet = VersionedPath(parquet_dir.absolute()) if parquet_dir else None
    with only_publisher(workspace), removed_on_exit(database, parquet):
        with _new_database(database.begin(), workspace) as connection:
            build = audit_build(connection, manifest)
            as_of_date = _as_of_date(connection)
            row_counts = _write_marts(connection, tables, console or Console(quiet=True))
            columns = minimization_rows(manifest)
            row_counts |= _write_catalog(connection, tables, row_counts, build, as_of_date, columns)
        verify(database.draft, row_counts)
        if parquet:
            write_parquet(database.draft, parquet.begin())
            parquet.swap()
        version = database.swap()
    return Publication(
        build.publication_id,
        workspace.published,
        as_of_date,
        row_counts,
        version.stat().st_size,
        time.perf_counter() - started,
        parquet_dir,
    )


def default_manifest_path() -> Path:
    """Return where dbt writes its manifest."""
    return project_root() / os.environ.get("DBT_TARGET_PATH", "target") / "manifest.json"


@contextmanager
def only_publisher(workspace: Workspace) -> Iterator[None]:
    """Keep other publications of the workspace away."""
    if not workspace.warehouse.is_file():
        raise ClustomersError(f"{workspace.warehouse}: not found. Run `dbt build` first.")
    try:
        lock = (workspace.root / ".publish.lock").open("w")
    except OSError as error:
        raise ClustomersError(
            f"{workspace.root}: cannot be written ({error.strerror}). Mend its permissions."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ClustomersError(
                f"{workspace.root}: another publication is being written. Wait until it is done."
            ) from error
        yield


@contextmanager
def removed_on_exit(*paths: VersionedPath | None) -> Iterator[None]:
    """Throw drafts away that were not swapped in."""
    try:
        yield
    finally:
        for path in paths:
            if path:
                path.discard()


@contextmanager
def _new_database(path: Path, workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a new database with the warehouse attached; leave no write-ahead log beside it."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("set global TimeZone = 'UTC'")
        # One checkpoint at the end: each one writes all indexes again.
        connection.execute("set checkpoint_threshold = '1TB'")
        # Costs more time to write than room it saves (docs/decisions/0005).
        connection.execute("set disabled_compression_methods = 'fsst'")
        try:
            connection.execute(f"attach {text(workspace.warehouse)} as warehouse (read_only)")
        except duckdb.IOException as error:
            raise ClustomersError(_why_closed(workspace.warehouse, error)) from error
        yield connection
        connection.execute("detach warehouse")
        connection.execute("checkpoint")


def _why_closed(warehouse: Path, error: duckdb.IOException) -> str:
    holder = lock_holder(error)
    if holder:
        return f"{warehouse} is in use by {holder}. Publish once the build has finished."
    return f"{warehouse} cannot be read: {str(error).splitlines()[0]} Run `dbt build` again."


def _built_value(connection: duckdb.DuckDBPyConnection, expression: str, relation: str) -> object:
    """Return one value of a relation in the warehouse."""
    try:
        ((value,),) = connection.execute(
            f"select {expression} from warehouse.{relation}"
        ).fetchall()
    except duckdb.CatalogException as error:
        raise ClustomersError(
            f"{relation}: is not in this warehouse. Run `dbt build`, all of it."
        ) from error
    return value


def _as_of_date(connection: duckdb.DuckDBPyConnection) -> date | None:
    value = _built_value(connection, "max(as_of_date)", "staging.stg_landing__as_of_date")
    return value if isinstance(value, date) else None


def _write_marts(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], console: Console
) -> dict[str, int]:
    row_counts = {
        table.label: int(str(_built_value(connection, "count(*)", table.sql_name)))
        for table in tables
    }
    sources = {table.label: f"warehouse.{table.sql_name}" for table in tables}
    create_tables(connection, tables, row_counts)
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("publishing", total=sum(row_counts.values()))
        for table in fill_tables(connection, tables, sources, row_counts):
            progress.advance(task, row_counts[table.label])
    return row_counts


def _write_catalog(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[Table],
    row_counts: dict[str, int],
    build: Build,
    as_of_date: date | None,
    landed_columns: list[tuple[object, ...]],
) -> dict[str, int]:
    listed = [*tables, *CATALOG]
    own_counts = {table.label: len(listed) for table in CATALOG}
    own_counts[FCT_MINIMIZATION.label] = len(landed_columns)
    dates = {table.label: latest_date(connection, table, as_of_date) for table in tables}
    dates |= {table.label: as_of_date for table in CATALOG}
    edition = Edition(build.publication_id, build.project_version, as_of_date, build.built_at)
    rows = catalog_rows(listed, row_counts | own_counts, dates, edition)
    rows[FCT_MINIMIZATION.label] = landed_columns
    sources = {table.label: listed_rows(table, rows[table.label]) for table in CATALOG}
    create_tables(connection, CATALOG, own_counts)
    for _ in fill_tables(connection, CATALOG, sources, own_counts):
        pass
    return own_counts
