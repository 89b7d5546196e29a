"""Running dbt inside this process: what it needs around it, and what it leaves behind."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clustomers.workspace import DEFAULT_WORKSPACE, Workspace


@contextmanager
def dbt_environment(workspace: Workspace, project: Path, target: Path) -> Iterator[None]:
    """Set the variables by which dbt finds workspace, project and target directory, for a while."""
    values = {
        "CLUSTOMERS_WORKSPACE": _as_dbt_knows_it(workspace, project),
        "DBT_TARGET_PATH": str(target),
        "DBT_PROJECT_DIR": str(project),
        "DBT_PROFILES_DIR": str(project),
    }
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def release_warehouse() -> None:
    """Let go of the warehouse, which dbt keeps open after a command that ran in this process."""
    if "dbt.adapters.duckdb.connections" in sys.modules:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        environment = DuckDBConnectionManager._ENV
        if environment is not None:
            environment.close()
            DuckDBConnectionManager._ENV = None


def _as_dbt_knows_it(workspace: Workspace, project: Path) -> str:
    """Return the workspace as builds name it: spelled another way, dbt parses the project anew."""
    if Path.cwd() == project and Workspace.current() == workspace:
        return os.environ.get("CLUSTOMERS_WORKSPACE") or DEFAULT_WORKSPACE
    return str(workspace.root)
