"""The tables that a publication adds: what is in it, which one it is, and what nothing reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from clustomers.io.minimization import FCT_MINIMIZATION
from clustomers.io.published_tables import Column, Table
from clustomers.io.sql import commas, name, text

SCHEMA_NAME = Column("schema_name", "varchar", "Area of the table.", True)
TABLE_NAME = Column("table_name", "varchar", "Name of the table.", True)
ROW_COUNT = Column("row_count", "bigint", "Rows in the table.", True)
AS_OF_DATE = Column("as_of_date", "date", "Last full day of business that the data holds.")

DIM_TABLES = Table(
    schema="core",
    name="dim_tables",
    description="One row per published table: what a row of it is, who owns it, how new it is.",
    owner="analytics engineering",
    columns=(
        SCHEMA_NAME,
        TABLE_NAME,
        Column("grain", "varchar", "What one row is, in a sentence.", True),
        Column("description", "varchar", "What the table holds and how to read it.", True),
        Column("owner", "varchar", "Who answers for it.", True),
        ROW_COUNT,
        Column("column_count", "integer", "Columns in the table.", True),
        AS_OF_DATE,
        Column(
            "latest_date",
            "date",
            "Freshness: latest date in the data, not after the as-of date; for tables about the "
            "builds themselves, the day of the latest one. Empty where a table has no dates.",
        ),
    ),
    key=("schema_name", "table_name"),
)

DIM_PUBLICATION = Table(
    schema="governance",
    name="dim_publication",
    description="One row per published table, all of the one publication that this file holds. "
    "Compare publication_id to see whether two readers look at the same data.",
    owner="data steward",
    columns=(
        Column(
            "publication_id",
            "varchar",
            "Publication; every build has its own.",
            True,
        ),
        SCHEMA_NAME,
        TABLE_NAME,
        Column("project_version", "varchar", "Version of the project that built it.", True),
        ROW_COUNT,
        AS_OF_DATE,
        Column("built_at", "timestamp", "When the build ended, UTC.", True),
        Column(
            "refreshed_at",
            "timestamp",
            "When customers that new files touch were last scored again, UTC. Empty since no "
            "refresh followed the build.",
        ),
    ),
    key=("publication_id", "schema_name", "table_name"),
)

CATALOG = (DIM_TABLES, DIM_PUBLICATION, FCT_MINIMIZATION)


@dataclass(frozen=True)
class Edition:
    """What is true of a publication as a whole."""

    publication_id: str
    project_version: str
    as_of_date: date | None
    built_at: datetime


def latest_date(
    connection: duckdb.DuckDBPyConnection, table: Table, as_of_date: date | None
) -> date | None:
    """Return how new a written table's data is.

    That is the latest value of the column that the model names in ``meta.freshness_column``; else
    of any date or timestamp up to the as-of date, since calendars and plans reach beyond it.
    """
    if table.freshness_column:
        values = [f"max(cast({name(table.freshness_column)} as date))"]
    else:
        limit = f"cast({text(as_of_date)} as date)" if as_of_date else "null"
        values = [
            f"max(cast({name(column.name)} as date)) "
            f"filter (cast({name(column.name)} as date) <= {limit})"
            for column in table.columns
            if column.data_type.lower().startswith(("date", "timestamp"))
        ]
    if not values:
        return None
    query = f"select {', '.join(values)} from {table.sql_name}"
    (row,) = connection.execute(query).fetchall()
    return max((value for value in row if value is not None), default=None)


def catalog_rows(
    tables: Iterable[Table],
    row_counts: Mapping[str, int],
    latest_dates: Mapping[str, date | None],
    edition: Edition,
) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of the first two, by the table's label."""
    listed = sorted(tables, key=lambda table: table.label)
    return {
        DIM_TABLES.label: [
            (
                table.schema,
                table.name,
                table.grain,
                table.description,
                table.owner,
                row_counts[table.label],
                len(table.columns),
                edition.as_of_date,
                latest_dates[table.label],
            )
            for table in listed
        ],
        DIM_PUBLICATION.label: [
            (
                edition.publication_id,
                table.schema,
                table.name,
                edition.project_version,
                row_counts[table.label],
                edition.as_of_date,
                edition.built_at,
                None,
            )
            for table in listed
        ],
    }


def listed_rows(table: Table, rows: Iterable[tuple[object, ...]]) -> str:
    """Return rows as a relation with the table's columns, every value as text or null."""
    names = ", ".join(name(column.name) for column in table.columns)
    written = [
        f"({', '.join('null' if value is None else text(value) for value in row)})" for row in rows
    ]
    if not written:
        return (
            f"(select {', '.join('null' for _ in table.columns)} where false) as listed ({names})"
        )
    values = commas(written)
    return f"(values {values}) as listed ({names})"
