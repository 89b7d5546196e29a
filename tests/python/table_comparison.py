"""Comparing two builds table by table."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from clustomers.io.published_tables import Table, published_tables

# The history of the tests says when they ran; what the last two runs said is numbered by run.
NOT_COMPARED = {"governance.fct_quality_results", "governance.fct_measures_stated"}
TOLERANCE = 1e-9


def compared_marts(manifest: Mapping[str, Any]) -> list[Table]:
    """Return the marts that two builds of one input must agree on."""
    return [table for table in published_tables(manifest) if table.label not in NOT_COMPARED]


def differing_tables(left: Path, right: Path, tables: Iterable[Table]) -> dict[str, int]:
    """Count the rows that differ, by table; floats may differ by 1e-9, relative or absolute."""
    differing = {}
    with duckdb.connect() as connection:
        connection.execute(
            f"attach '{left}' as one (read_only); attach '{right}' as two (read_only)"
        )
        for table in tables:
            assert table.key, table.label
            ((count,),) = connection.execute(_difference(table)).fetchall()
            if count:
                differing[table.label] = count
    return differing


def _difference(table: Table) -> str:
    same_key = " and ".join(f"one.{name} is not distinct from two.{name}" for name in table.key)
    same = " and ".join(_is_same(column.name, column.data_type) for column in table.columns)
    return f"""
        select count(*)
        from (select *, true as is_there from one.{table.label}) as one
        full outer join (select *, true as is_there from two.{table.label}) as two on {same_key}
        where one.is_there is null or two.is_there is null or not ({same})
    """


def _is_same(name: str, data_type: str) -> str:
    if data_type != "double":
        return f"one.{name} is not distinct from two.{name}"
    return (
        f"coalesce(abs(one.{name} - two.{name}) <= {TOLERANCE} * greatest(1, abs(one.{name})), "
        f"one.{name} is null and two.{name} is null)"
    )


def differing_columns(left: Path, right: Path, table: str, key: Iterable[str]) -> dict[str, int]:
    """Count the rows in which a table of two warehouses differs, by column; run_number may.

    A view names the warehouse that it was made in, so each is read from its own.
    """
    with duckdb.connect() as connection:
        for name, warehouse in (("one", left), ("two", right)):
            with duckdb.connect(str(warehouse), read_only=True) as source:
                rows = source.sql(f"select *, true as is_there from {table}").to_arrow_table()
            connection.register(name, rows)
        columns = connection.execute("describe (select * exclude (is_there) from one)").fetchall()
        same_key = " and ".join(f"one.{name} is not distinct from two.{name}" for name in key)
        counts = {
            column: f"count(*) filter (where not ({_is_same(column, data_type.lower())}))"
            for column, data_type, *_ in columns
            if column != "run_number"
        }
        counts["(missing rows)"] = (
            "count(*) filter (where one.is_there is null or two.is_there is null)"
        )
        found = connection.execute(
            f"select count(*), {', '.join(counts.values())} "
            f"from one full outer join two on {same_key}"
        ).fetchone()
    assert found is not None and found[0] > 0, f"{table} is empty"
    return {column: count for column, count in zip(counts, found[1:], strict=True) if count}
