"""Which landed columns no model reads: what a company need not collect for this project."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from clustomers.io.published_tables import Column, Table

FCT_MINIMIZATION = Table(
    schema="governance",
    name="fct_minimization",
    description="One row per column of a landed table's contract: whether any model reads it. A "
    "column that is landed and read by none is data kept without use: stop sending it.",
    owner="data steward",
    columns=(
        Column("system_name", "varchar", "Source system.", True),
        Column("table_name", "varchar", "Table of the system.", True),
        Column("column_name", "varchar", "Column of its contract.", True),
        Column(
            "pii_class",
            "varchar",
            "What it says of a person: identifier, contact, demographic, location, free_text, "
            "psychographic or health; empty when nothing.",
        ),
        Column(
            "reader_count",
            "integer",
            "Models that name it, of those that read the staged table. A model that names a column "
            "of the same name in another table counts, too, so a 0 is sure.",
            True,
        ),
        Column("first_reader", "varchar", "One of them, the first by name."),
        Column(
            "is_key",
            "boolean",
            "Whether it is part of the key, by which rows are told apart before any model.",
            True,
        ),
        Column("is_read", "boolean", "Whether a model names it or it is part of the key.", True),
    ),
    key=("system_name", "table_name", "column_name"),
)


def minimization_rows(manifest: Mapping[str, Any]) -> list[tuple[object, ...]]:
    """Return the rows of the table, from the contracts and the compiled models.

    Parameters
    ----------
    manifest
        dbt's manifest of a build, so with compiled SQL.
    """
    return sorted(_rows(manifest), key=lambda row: (str(row[0]), str(row[1]), str(row[2])))


def _rows(manifest: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    models = {
        unique_id: node
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
        # What counts the rows of every table alike names all columns, and uses none.
        and not node.get("config", {}).get("meta", {}).get("counts_every_table")
    }
    children: dict[str, set[str]] = defaultdict(set)
    for unique_id, node in models.items():
        for parent in node.get("depends_on", {}).get("nodes", []):
            children[parent].add(unique_id)
    words = {unique_id: _words(node) for unique_id, node in models.items()}
    for unique_id, source in manifest.get("sources", {}).items():
        system, table = source["source_name"], source["name"]
        # Staging carries every column of its contract, so it reads none of them.
        staging = f"stg_{system}__{table}"
        staged = {child for child in children[unique_id] if models[child]["name"] == staging}
        readers = (children[unique_id] - staged).union(*(children[child] for child in staged))
        key = (source.get("config") or {}).get("meta", {}).get("key", [])
        for name, column in source["columns"].items():
            found = sorted(models[one]["name"] for one in readers if name in words[one])
            meta = (column.get("config") or {}).get("meta") or column.get("meta") or {}
            yield (
                system,
                table,
                name,
                meta.get("pii"),
                len(found),
                found[0] if found else None,
                name in key,
                bool(found) or name in key,
            )


def _words(node: Mapping[str, Any]) -> set[str]:
    code = node.get("compiled_code") or node.get("raw_code") or ""
    return set(re.findall(r"\w+", code))
