"""The published tables are what `tests/published_schema.json` says: readers rely on them.

To accept what was added, run this file with ``UPDATE_PUBLISHED_SCHEMA=1`` in the environment.
"""

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from dbt_runs import PROJECT

from clustomers.io.catalog_tables import CATALOG
from clustomers.io.published_tables import published_tables

COMMITTED = PROJECT / "tests" / "published_schema.json"
BREAKING = (
    "A contract changes only by a new version of the model, with a deprecation date on the old one "
    "(`versions:` and `deprecation_date:` in its YAML)"
)
ADDED = "Run UPDATE_PUBLISHED_SCHEMA=1 pytest tests/python/build/test_published_schema.py"

Schema = Mapping[str, Mapping[str, str]]


def published_schema(manifest: Mapping[str, Any]) -> Schema:
    """Return the type of every column of every published table; required ones say so."""
    return {
        table.label: {
            column.name: column.data_type + (" not null" if column.is_required else "")
            for column in table.columns
        }
        for table in sorted([*published_tables(manifest), *CATALOG], key=lambda table: table.label)
    }


def breaking_changes(old: Schema, new: Schema) -> Iterator[str]:
    """Yield what a reader of the old tables would miss."""
    for table, columns in old.items():
        if table not in new:
            yield f"{table} is gone"
            continue
        for column, kind in columns.items():
            if column not in new[table]:
                yield f"{table}.{column} is gone"
            elif new[table][column] not in (kind, f"{kind} not null"):
                yield f"{table}.{column} was {kind} and is {new[table][column]}"


def test_published_tables_keep_their_contract(manifest: Mapping[str, Any]) -> None:
    schema = published_schema(manifest)
    committed = json.loads(COMMITTED.read_text()) if COMMITTED.exists() else {}
    broken = list(breaking_changes(committed, schema))
    assert not broken, f"{BREAKING}: {'; '.join(broken)}"
    if os.environ.get("UPDATE_PUBLISHED_SCHEMA"):
        COMMITTED.write_text(json.dumps(schema, indent=2) + "\n")
    assert schema == json.loads(COMMITTED.read_text()), ADDED


@pytest.mark.parametrize(
    ("new", "change"),
    [
        ({"a.t": {"x": "integer", "y": "varchar"}}, None),
        ({"a.t": {"x": "integer not null"}}, None),
        ({"a.t": {"x": "bigint"}}, "a.t.x was integer and is bigint"),
        ({"a.t": {"y": "integer"}}, "a.t.x is gone"),
        ({"a.t_v2": {"x": "integer"}}, "a.t is gone"),
    ],
)
def test_what_breaks_a_reader(new: Schema, change: str | None) -> None:
    assert list(breaking_changes({"a.t": {"x": "integer"}}, new)) == ([change] if change else [])


def test_a_column_that_may_become_empty_breaks_a_reader() -> None:
    changes = breaking_changes({"a.t": {"x": "integer not null"}}, {"a.t": {"x": "integer"}})
    assert list(changes) == ["a.t.x was integer not null and is integer"]
