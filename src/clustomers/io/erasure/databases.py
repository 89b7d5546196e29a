"""People in DuckDB files: found in every table of every schema, deleted, and their bytes dropped.

No table is trusted to be made anew by the next build: incremental ones, logs, stored failures and
what an older version left behind are looked into like all others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from clustomers.errors import ClustomersError
from clustomers.io.erasure.finder import Finder, Found, tests_by_name
from clustomers.io.lock import lock_holder
from clustomers.io.sql import name, text

# dbt's own schema of rows that failed a test: they are written again by the next build that
# stores them, and hold columns under any name.
_STORED_FAILURES = "dbt_test__audit"


@contextmanager
def opened(path: Path, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database; while it is open for writing, no build can run.

    Raises
    ------
    ClustomersError
        When another process holds the file; it is named.
    """
    try:
        connection = duckdb.connect(str(path), read_only=read_only)
    except (duckdb.Error, OSError) as error:
        holder = lock_holder(error)
        if holder:
            raise ClustomersError(
                f"{path} is in use by {holder}. Erase once it has finished; nothing was changed."
            ) from error
        raise ClustomersError(
            f"{path} cannot be opened ({str(error).splitlines()[0]}). Mend or remove the file."
        ) from error
    try:
        connection.execute("set TimeZone = 'UTC'")
        yield connection
    finally:
        connection.close()


def count(connection: duckdb.DuckDBPyConnection, finder: Finder) -> dict[str, Found]:
    """Count the rows of each person, by ``schema.table``; tables without any are left out."""
    finder.load(connection)
    counts: dict[str, Found] = defaultdict(Counter)
    for schema, table in tables(connection):
        query = _query(connection, finder, schema, table)
        found = connection.execute(
            f"select person, count(distinct row_number) from ({query}) group by 1"
        ).fetchall()
        if found:
            counts[f"{schema}.{table}"].update(dict(found))
    return counts


def delete(connection: duckdb.DuckDBPyConnection, finder: Finder) -> dict[str, Found]:
    """Delete the rows of all people from all tables, at once or not at all; return the counts."""
    connection.execute("begin")
    try:
        counts = count(connection, finder)
        for place in counts:
            schema, _, table = place.partition(".")
            relation = f"{name(schema)}.{name(table)}"
            if _STORED_FAILURES in schema:
                connection.execute(f"drop table {relation}")
                continue
            query = _query(connection, finder, schema, table)
            connection.execute(
                f"create or replace temp table erasure_found as "
                f"select distinct row_number from ({query})"
            )
            connection.execute(
                f"delete from {relation} where rowid in (select row_number from erasure_found)"
            )
        _mark_unfinished(connection)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return counts


def _mark_unfinished(connection: duckdb.DuckDBPyConnection) -> None:
    """Log the deletion as a build that did not finish, so that only a whole one is published."""
    logged = connection.execute(
        "select 1 from duckdb_tables() where schema_name = 'governance' "
        "and table_name = 'builds_log' and not internal"
    ).fetchone()
    if logged:
        now = datetime.now(UTC).replace(tzinfo=None)
        connection.execute(
            "insert into governance.builds_log "
            "(invocation_id, command, status, is_sample, started_at) "
            "values (?, 'erase', 'running', false, ?)",
            [f"erase-{now:%Y%m%d%H%M%S%f}", now],
        )


def tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Return schema and name of all tables that stay in the file."""
    return connection.execute(
        "select schema_name, table_name from duckdb_tables() "
        "where database_name = current_database() and not internal and not temporary order by all"
    ).fetchall()


def compact(path: Path) -> None:
    """Write a database into a new file and put that in its place.

    DuckDB keeps the bytes of deleted rows in blocks that it no longer uses, and in the write-ahead
    log; a new file has neither.

    Raises
    ------
    ClustomersError
        When there is no room for a second copy, or the file is in use.
    """
    with opened(path):
        pass  # brings the write-ahead log into the file, and shows that nobody else has it open
    fresh = path.with_name(f".{path.name}.next")
    fresh.unlink(missing_ok=True)
    try:
        with duckdb.connect() as connection:
            connection.execute(f"attach {text(path)} as old (read_only)")
            connection.execute(f"attach {text(fresh)} as fresh")
            connection.execute("copy from database old to fresh")
        fresh.replace(path)
    except duckdb.Error as error:
        raise ClustomersError(
            f"{path}: cannot be written anew ({str(error).splitlines()[0]}), so bytes of deleted "
            f"rows may stay in it. Free {path.stat().st_size / 1e6:,.0f} MB and run "
            "`clustomers erase` again."
        ) from error
    finally:
        for leftover in (fresh, fresh.with_name(f"{fresh.name}.wal")):
            leftover.unlink(missing_ok=True)
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)


def _query(connection: duckdb.DuckDBPyConnection, finder: Finder, schema: str, table: str) -> str:
    columns = dict(
        connection.execute(
            "select column_name, data_type from duckdb_columns() where schema_name = ? "
            "and table_name = ? and database_name = current_database() order by column_index",
            [schema, table],
        ).fetchall()
    )
    tests, textual = tests_by_name(columns)
    return finder.rows(f"{name(schema)}.{name(table)}", "rowid", tests, textual)
