"""Running dbt in the process of the tests: its imports and its parsing are paid for once."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import EventMsg

from clustomers.io.dbt_process import environment, release_warehouse

PROJECT = Path(__file__).parents[2]
_NODE_KINDS = ("model", "seed", "test", "unit_test")


@dataclass(frozen=True)
class DbtRun:
    """What one dbt command came to."""

    result: dbtRunnerResult
    messages: tuple[str, ...] = field(repr=False)

    @property
    def succeeded(self) -> bool:
        return bool(self.result.success)

    @cached_property
    def output(self) -> str:
        """What a person would have read."""
        return "\n".join([*self.messages, str(self.result.exception or "")])

    @cached_property
    def statuses(self) -> dict[str, str]:
        """Status by unique id of every node that was run or skipped."""
        results = getattr(self.result.result, "results", None) or []
        return {result.node.unique_id: str(result.status) for result in results}

    @property
    def models_run(self) -> list[str]:
        """Models whose SQL was executed, whatever came of it."""
        return [
            node_id
            for node_id, status in self.statuses.items()
            if node_id.startswith("model.") and status != "skipped"
        ]

    @property
    def problems(self) -> dict[str, str]:
        """Nodes that failed, with their status."""
        fine = {"success", "pass", "warn", "no-op"}
        return {name: status for name, status in self.statuses.items() if status not in fine}


def run_dbt(
    *arguments: str,
    workspace: Path,
    target: Path,
    manifest: Manifest | None = None,
    project: Path = PROJECT,
) -> DbtRun:
    """Run a dbt command on a workspace; with a manifest, without parsing the project again."""
    messages: list[str] = []

    def keep(event: EventMsg) -> None:
        if event.info.level in {"info", "warn", "error"}:
            messages.append(event.info.msg)

    places = {
        "CLUSTOMERS_WORKSPACE": str(workspace),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target / "logs"),
        "DBT_PROJECT_DIR": str(project),
        "DBT_PROFILES_DIR": str(project),
        "DBT_QUIET": "true",
        "DO_NOT_TRACK": "1",
    }
    with environment(places):
        # A run writes compiled SQL into the manifest that it is given.
        runner = dbtRunner(manifest=manifest and manifest.deepcopy(), callbacks=[keep])
        try:
            result = runner.invoke(list(arguments))
        finally:
            release_warehouse()
    return DbtRun(result, tuple(messages))


def query(database: Path, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query on a database that nobody writes."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()
