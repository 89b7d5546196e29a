"""Small helpers to write SQL for DuckDB."""

from collections.abc import Iterable

import duckdb


def name(identifier: str) -> str:
    """Quote an identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: object) -> str:
    """Quote a text literal."""
    return "'" + str(value).replace("'", "''") + "'"


def commas(parts: Iterable[str]) -> str:
    """Join the parts of a list, one a line."""
    return ",\n    ".join(parts)


def connect() -> duckdb.DuckDBPyConnection:
    """Open a database in memory whose results do not depend on the machine's time zone."""
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    return connection
