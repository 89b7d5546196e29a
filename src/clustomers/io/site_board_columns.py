"""Whether the charts of a board name columns that their queries return.

dbt Charts draws a misspelled measure as an empty chart, and ignores the settings of a column that
is not there. So every name is looked up before anything is drawn.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

CHANNELS = ("x", "y", "y_start", "color", "size", "theta", "value", "rows", "columns", "values")

Settings = Mapping[str, Any]


def unknown_columns(
    board: Path, content: Settings, published: duckdb.DuckDBPyConnection
) -> Iterator[str]:
    """Yield a problem for each query that fails and each column that a chart misnames.

    Queries with variables are left to dbt Charts.

    Parameters
    ----------
    board
        File of the board, for the messages.
    content
        What it holds.
    published
        Connection to the published file.
    """
    queries: Settings = content.get("queries") or {}
    found: dict[str, list[str]] = {}
    for name, query in queries.items():
        sql = _sql(query)
        if sql is None:
            continue
        try:
            rows = published.execute(f"describe {sql}").fetchall()
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            yield f"{board}, query {name}: {reason} Mend its SQL; core.dim_tables lists all tables."
            continue
        found[name] = [str(row[0]) for row in rows]
    charts: Settings = content.get("charts") or {}
    for name, chart in charts.items():
        columns = found.get(str(chart.get("query")))
        if columns is None:
            continue
        for place, column in _named(chart):
            if column not in columns:
                yield (
                    f"{board}, chart {name}: {place} names {column}, which query {chart['query']} "
                    f"does not return. It returns {', '.join(columns)}."
                )


def _sql(query: object) -> str | None:
    """Return the SQL of a query without variables."""
    sql = query.get("sql") if isinstance(query, Mapping) else query
    return sql if isinstance(sql, str) and "{{" not in sql and "{%" not in sql else None


def _named(chart: Settings) -> Iterator[tuple[str, str]]:
    """Yield each column that a chart names, with the place where it does."""
    for channel in CHANNELS:
        value = chart.get(channel)
        for column in value if isinstance(value, list) else [value]:
            if isinstance(column, str):
                yield channel, column
    support = chart.get("support")
    if isinstance(support, Mapping) and support.get("value"):
        yield "support", str(support["value"])
    sort = chart.get("sort")
    if isinstance(sort, Mapping) and sort.get("by"):
        yield "sort", str(sort["by"])
    for column in chart.get("conditional_formatting") or {}:
        yield "conditional_formatting", str(column)
    for column in (chart.get("style") or {}).get("columns") or {}:
        yield "style.columns", str(column)
