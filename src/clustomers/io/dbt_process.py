"""Running dbt inside this process: what it needs around it, and what it leaves behind."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from clustomers.errors import ClustomersError
from clustomers.workspace import DEFAULT_WORKSPACE, Workspace


def run_dbt(
    arguments: list[str], workspace: Workspace, project: Path, target: Path, parsed: Any = None
) -> Any:
    """Run a dbt command in this process.

    Parameters
    ----------
    arguments
        Command and options.
    workspace
        Workspace whose warehouse dbt opens.
    project
        Root of the dbt project.
    target
        dbt's target directory.
    parsed
        The project as dbt's ``Manifest``, where it was parsed already.

    Returns
    -------
    Any
        What dbt returns for the command.

    Raises
    ------
    ClustomersError
        When dbt fails.
    """
    from dbt.cli.main import dbtRunner

    places = {
        "CLUSTOMERS_WORKSPACE": _as_dbt_knows_it(workspace, project),
        "DBT_TARGET_PATH": str(target),
        "DBT_PROJECT_DIR": str(project),
        "DBT_PROFILES_DIR": str(project),
    }
    try:
        with environment(places):
            # A run writes compiled SQL into the manifest that it is given.
            outcome = dbtRunner(manifest=parsed and parsed.deepcopy()).invoke(
                ["--quiet", *arguments]
            )
    finally:
        release_warehouse()
    if not outcome.success:
        command = f"dbt {' '.join(arguments)}"
        reason = str(outcome.exception or "see the messages above").strip()
        raise ClustomersError(f"{command} failed: {reason}. Run `{command}` to see all of it.")
    return outcome.result


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for a while."""
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
