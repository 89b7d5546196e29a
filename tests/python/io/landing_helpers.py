"""Reading back what the tests of landing landed."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from clustomers.workspace import Workspace

PROJECT = Path(__file__).parents[3]
Write = Callable[[Mapping[str, str | bytes]], Path]


def landed(workspace: Workspace, table: str, columns: str = "*", order: str = "all") -> list[Any]:
    """Return the landed rows of a table such as ``pos.receipts``."""
    files = workspace.landing / table.replace(".", "/") / "*.parquet"
    query = f"select {columns} from read_parquet('{files}', union_by_name = true) order by {order}"
    with duckdb.connect() as connection:
        return connection.execute(query).fetchall()


def zone_bytes(workspace: Workspace) -> dict[str, bytes]:
    """Return every landed file's content by its place."""
    return {
        str(path.relative_to(workspace.landing)): path.read_bytes()
        for path in sorted(workspace.landing.glob("*/*/*"))
    }
