"""Which tables are published, and what is promised about each: read from dbt's manifest.

Nothing is declared twice. Columns, types and required values come from a model's contract, its key
from the data test ``key``, its references from the data tests ``relationships``, its owner from its
group and its texts from its description.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from clustomers.errors import ClustomersError
from clustomers.io.sql import name

Node = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One column as its contract describes it."""

    name: str
    data_type: str
    description: str
    is_required: bool = False


@dataclass(frozen=True)
class Reference:
    """A column whose values all stand in the key of another published table."""

    column: str
    schema: str
    table: str
    field: str


@dataclass(frozen=True)
class Table:
    """One table as readers find it.

    Parameters
    ----------
    key
        Columns that identify a row; empty when no test proves any.
    nullable_key_columns
        Those of them that may be empty.
    freshness_column
        Column that says how new the data is, where the model names one.
    """

    schema: str
    name: str
    description: str
    owner: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    nullable_key_columns: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    freshness_column: str | None = None

    @property
    def label(self) -> str:
        """Schema and name, for people."""
        return f"{self.schema}.{self.name}"

    @property
    def sql_name(self) -> str:
        """Schema and name, quoted."""
        return f"{name(self.schema)}.{name(self.name)}"

    @property
    def grain(self) -> str:
        """First sentence of the description: what one row is."""
        first, *_ = self.description.replace("\n", " ").partition(". ")
        return first.strip().rstrip(".")


def read_manifest(path: Path) -> dict[str, Any]:
    """Read dbt's manifest.

    Raises
    ------
    ClustomersError
        When there is none, or it is cut off.
    """
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ClustomersError(f"{path}: not found. Run `dbt build` first.") from error
    except json.JSONDecodeError as error:
        raise ClustomersError(f"{path}: is not whole. Run `dbt build` again.") from error
    return manifest


def published_tables(manifest: Node) -> list[Table]:
    """Return the public marts, each after those that it references.

    Raises
    ------
    ClustomersError
        When a public mart has a column without a type, or references go in a circle.
    """
    marts = {
        node_id: node
        for node_id, node in sorted(manifest["nodes"].items())
        if node["resource_type"] == "model" and node.get("access") == "public"
    }
    untyped = [
        f"{node['schema']}.{node['alias']}: column {column['name']} has no data_type. "
        f"Write its contract in {_contract_file(node)}."
        for node in marts.values()
        for column in node["columns"].values()
        if not column.get("data_type")
    ] + [
        f"{node['schema']}.{node['alias']}: no columns are described. "
        f"Write its contract in {_contract_file(node)}."
        for node in marts.values()
        if not node["columns"]
    ]
    if untyped:
        raise ClustomersError(untyped)
    tests = [node for node in manifest["nodes"].values() if _is_proof(node)]
    keys = {node["attached_node"]: node for node in tests if _test_name(node) == "key"}
    return _in_order(
        {
            node_id: _table(
                manifest, node, keys.get(node_id), _references(node_id, marts, tests, keys)
            )
            for node_id, node in marts.items()
        }
    )


def _is_proof(node: Node) -> bool:
    """Say whether a test, when it passes, holds for all rows."""
    return (
        node["resource_type"] == "test"
        and bool(node.get("test_metadata"))
        and node["config"]["severity"].lower() == "error"
        and not node["config"].get("where")
    )


def _test_name(node: Node) -> str:
    return str(node["test_metadata"]["name"])


def _contract_file(node: Node) -> Path:
    return Path(node["original_file_path"]).with_suffix(".yml")


def _table(
    manifest: Node, node: Node, key: Node | None, references: tuple[Reference, ...]
) -> Table:
    group = manifest["groups"].get(f"group.{node['package_name']}.{node.get('group')}")
    arguments = key["test_metadata"]["kwargs"] if key else {}
    return Table(
        schema=node["schema"],
        name=node["alias"],
        description=node["description"].strip(),
        owner=group["owner"]["name"] if group else "",
        columns=tuple(
            Column(
                column["name"],
                column["data_type"],
                column["description"].strip(),
                any(constraint["type"] == "not_null" for constraint in column["constraints"]),
            )
            for column in node["columns"].values()
        ),
        key=tuple(arguments.get("columns", ())),
        nullable_key_columns=tuple(arguments.get("nullable_columns", ())),
        references=references,
        freshness_column=node["config"].get("meta", {}).get("freshness_column"),
    )


def _references(
    node_id: str, marts: Mapping[str, Node], tests: list[Node], keys: Mapping[str, Node]
) -> tuple[Reference, ...]:
    """Return what a mart's ``relationships`` tests prove about the whole key of another mart."""

    def found() -> Iterator[Reference]:
        for test in tests:
            if _test_name(test) != "relationships" or test["attached_node"] != node_id:
                continue
            arguments = test["test_metadata"]["kwargs"]
            for parent in test["depends_on"]["nodes"]:
                if parent == node_id or parent not in marts or parent not in keys:
                    continue
                if keys[parent]["test_metadata"]["kwargs"]["columns"] == [arguments["field"]]:
                    yield Reference(
                        arguments["column_name"],
                        marts[parent]["schema"],
                        marts[parent]["alias"],
                        arguments["field"],
                    )

    return tuple(sorted(found(), key=lambda reference: reference.column))


def _in_order(tables: Mapping[str, Table]) -> list[Table]:
    by_name = {(table.schema, table.name): table for table in tables.values()}
    graph = {
        (table.schema, table.name): [(to.schema, to.table) for to in table.references]
        for table in tables.values()
    }
    try:
        return [by_name[key] for key in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        circle = " → ".join(".".join(key) for key in error.args[1])
        raise ClustomersError(
            f"{circle}: references go in a circle. Drop one of their relationships tests."
        ) from error
