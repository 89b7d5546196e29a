"""Write one published table: typed columns, keys and comments as its contract has them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from clustomers.errors import ClustomersError
from clustomers.io.published_tables import Column, Reference, Table
from clustomers.io.sql import commas, name, text

# DuckDB checks a foreign key row by row and keeps an index for it, which at a million rows takes
# longer and more room than the table itself. Above this it is a comment (docs/decisions/0005).
REFERENCE_ROW_LIMIT = 200_000


def write_table(
    connection: duckdb.DuckDBPyConnection, table: Table, source: str, row_count: int
) -> None:
    """Create a table and fill it.

    Parameters
    ----------
    connection
        Connection on the new file.
    table
        What is promised about it.
    source
        Relation, or values in brackets, that has the table's columns.
    row_count
        Number of rows that it has.

    Raises
    ------
    ClustomersError
        When the rows do not keep the promise.
    """
    names = ", ".join(name(column.name) for column in table.columns)
    with _promise(table):
        connection.execute(f"create schema if not exists {name(table.schema)}")
        connection.execute(_definition(table, row_count))
        connection.execute(f"insert into {table.sql_name} ({names}) select {names} from {source}")
        if _has_primary_key(table):
            # After the rows: building the index at once is three times as fast.
            connection.execute(f"alter table {table.sql_name} add primary key ({_key(table)})")
        connection.execute(";\n".join(_comments(table, row_count)))


def verify(path: Path, row_counts: Mapping[str, int]) -> None:
    """Open a finished file as readers do, and compare what it holds with what was written.

    Raises
    ------
    ClustomersError
        When tables or row counts differ, or a write-ahead log stands beside the file.
    """
    with duckdb.connect(str(path), read_only=True) as connection:
        found = {
            f"{schema}.{table}": _row_count(connection, f"{name(schema)}.{name(table)}")
            for schema, table in connection.execute(
                "select table_schema, table_name from information_schema.tables"
            ).fetchall()
        }
    problems = [
        f"{label}: {row_counts.get(label, 0)} rows were written, {found.get(label, 0)} are read. "
        "Publish again; when that does not help, check the disk."
        for label in sorted(row_counts.keys() | found.keys())
        if row_counts.get(label) != found.get(label)
    ]
    if path.with_name(f"{path.name}.wal").exists():
        problems.append(f"{path}: has a write-ahead log beside it. Publish again.")
    if problems:
        raise ClustomersError(problems)


def write_parquet(path: Path, directory: Path) -> None:
    """Write every table of a finished file as ``<schema>/<table>.parquet``."""
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables order by 1, 2"
        ).fetchall()
        for schema, table in tables:
            target = directory / schema / f"{table}.parquet"
            target.parent.mkdir(parents=True, exist_ok=True)
            connection.execute(
                f"copy {name(schema)}.{name(table)} to {text(target)} "
                "(format parquet, compression zstd)"
            )


def _row_count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    ((count,),) = connection.execute(f"select count(*) from {relation}").fetchall()
    return int(count)


@contextmanager
def _promise(table: Table) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise ClustomersError(
            f"{table.label} cannot be published as its contract says: {str(error).splitlines()[0]} "
            "Run `dbt build` again, or mend the contract."
        ) from error


def _has_primary_key(table: Table) -> bool:
    return bool(table.key) and not table.nullable_key_columns


def _key(table: Table) -> str:
    return ", ".join(map(name, table.key))


def _definition(table: Table, row_count: int) -> str:
    parts = [
        f"{name(column.name)} {column.data_type}{' not null' if _is_required(table, column) else ''}"
        for column in table.columns
    ]
    if table.nullable_key_columns:
        parts.append(f"unique ({_key(table)})")
    parts += [
        f"foreign key ({name(to.column)}) "
        f"references {name(to.schema)}.{name(to.table)} ({name(to.field)})"
        for to in table.references
        if _is_enforceable(table, to, row_count)
    ]
    return f"create table {table.sql_name} (\n    {commas(parts)}\n)"


def _is_required(table: Table, column: Column) -> bool:
    return column.is_required or (_has_primary_key(table) and column.name in table.key)


def _is_enforceable(table: Table, to: Reference, row_count: int) -> bool:
    """Say whether DuckDB can hold a reference as a foreign key: never to another schema."""
    return to.schema == table.schema and row_count <= REFERENCE_ROW_LIMIT


def _comments(table: Table, row_count: int) -> Iterator[str]:
    yield f"comment on table {table.sql_name} is {text(table.description)}"
    targets = {
        to.column: f"References {to.schema}.{to.table} ({to.field})."
        for to in table.references
        if not _is_enforceable(table, to, row_count)
    }
    for column in table.columns:
        comment = " ".join(filter(None, (column.description, targets.get(column.name))))
        yield f"comment on column {table.sql_name}.{name(column.name)} is {text(comment)}"
