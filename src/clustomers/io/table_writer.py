"""Write published tables: typed columns, keys and comments as their contracts have them."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from clustomers.errors import ClustomersError
from clustomers.io.published_tables import Column, Reference, Table
from clustomers.io.sql import commas, name, text

# DuckDB checks a foreign key row by row and keeps an index for it, which at a million rows takes
# longer and more room than the table itself. Above this it is a comment (docs/decisions/0005).
REFERENCE_ROW_LIMIT = 100_000
# Indexes are built by one thread each.
WRITERS = 2


def create_tables(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], row_counts: Mapping[str, int]
) -> None:
    """Create empty tables, each after those that it references.

    Parameters
    ----------
    connection
        Connection on the new file.
    tables
        What is promised about each.
    row_counts
        Number of rows that each will have, by label.
    """
    referenced = _referenced(tables, row_counts)
    for table in tables:
        with _promise(table):
            references = enforceable_references(table, row_counts[table.label])
            connection.execute(f"create schema if not exists {name(table.schema)}")
            connection.execute(_definition(table, references, table.label in referenced))
            connection.execute(";\n".join(_comments(table, references)))


def fill_tables(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[Table],
    sources: Mapping[str, str],
    row_counts: Mapping[str, int],
) -> Iterator[Table]:
    """Fill created tables, two at a time, and yield each when it is full.

    Parameters
    ----------
    connection
        Connection on the new file.
    tables
        What is promised about each.
    sources
        Relation that has the table's columns, by label.
    row_counts
        Number of rows of each, by label.

    Raises
    ------
    ClustomersError
        When the rows of a table do not keep its promise.
    """
    referenced = _referenced(tables, row_counts)
    by_label = {table.label: table for table in tables}
    order = TopologicalSorter(
        {
            table.label: {
                f"{to.schema}.{to.table}"
                for to in enforceable_references(table, row_counts[table.label])
            }
            for table in tables
        }
    )
    order.prepare()

    def urgency(label: str) -> tuple[bool, int]:
        """Rank what others wait for first, then the largest."""
        return label not in referenced, -row_counts[label]

    ready: list[str] = []
    running: dict[Future[None], str] = {}
    with ThreadPoolExecutor(WRITERS) as pool:
        while order.is_active():
            ready = sorted([*ready, *order.get_ready()], key=urgency)
            while ready and len(running) < WRITERS:
                label = ready.pop(0)
                fill = pool.submit(
                    _fill,
                    connection.cursor(),
                    by_label[label],
                    sources[label],
                    with_key=label not in referenced,
                )
                running[fill] = label
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                label = running.pop(done)
                done.result()
                order.done(label)
                yield by_label[label]


def _fill(
    connection: duckdb.DuckDBPyConnection, table: Table, source: str, *, with_key: bool
) -> None:
    names = ", ".join(name(column.name) for column in table.columns)
    with _promise(table):
        connection.execute(f"insert into {table.sql_name} ({names}) select {names} from {source}")
        if with_key and _has_primary_key(table):
            # After the rows: building the index at once takes half the time.
            connection.execute(f"alter table {table.sql_name} add primary key ({_key(table)})")


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


def enforceable_references(table: Table, row_count: int) -> list[Reference]:
    """Return the references that DuckDB can hold as foreign keys: never to another schema."""
    if row_count > REFERENCE_ROW_LIMIT:
        return []
    return [to for to in table.references if to.schema == table.schema]


def _referenced(tables: Sequence[Table], row_counts: Mapping[str, int]) -> set[str]:
    """Return the labels of tables that foreign keys lead to: their key must exist first."""
    return {
        f"{to.schema}.{to.table}"
        for table in tables
        for to in enforceable_references(table, row_counts[table.label])
    }


def _definition(table: Table, references: Sequence[Reference], is_referenced: bool) -> str:
    parts = [
        f"{name(column.name)} {column.data_type}" + " not null" * _is_required(table, column)
        for column in table.columns
    ]
    if table.nullable_key_columns:
        parts.append(f"unique ({_key(table)})")
    elif is_referenced:
        parts.append(f"primary key ({_key(table)})")
    parts += [
        f"foreign key ({name(to.column)}) "
        f"references {name(to.schema)}.{name(to.table)} ({name(to.field)})"
        for to in references
    ]
    return f"create table {table.sql_name} (\n    {commas(parts)}\n)"


def _is_required(table: Table, column: Column) -> bool:
    return column.is_required or (_has_primary_key(table) and column.name in table.key)


def _comments(table: Table, references: Sequence[Reference]) -> Iterator[str]:
    """Describe table and columns; a reference that is no foreign key is said in words."""
    yield f"comment on table {table.sql_name} is {text(table.description)}"
    targets = {
        to.column: f"References {to.schema}.{to.table} ({to.field})."
        for to in table.references
        if to not in references
    }
    for column in table.columns:
        comment = " ".join(filter(None, (column.description, targets.get(column.name))))
        yield f"comment on column {table.sql_name}.{name(column.name)} is {text(comment)}"
