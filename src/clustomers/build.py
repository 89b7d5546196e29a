"""The main job: dbt build, publish, site, and what a person wants to know at the end."""

from __future__ import annotations

import os
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import duckdb
from dbt.cli.main import dbtRunner
from dbt_common.events.base_types import EventMsg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from clustomers.errors import ClustomersError
from clustomers.io.dbt_process import release_warehouse
from clustomers.io.publish import default_manifest_path, publish
from clustomers.io.site import make_site, refresh_site
from clustomers.workspace import Workspace, project_root

# Unit tests prove the rules on rows of their own, whatever is landed: `make test` runs them.
_WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
_REFUSED = """
    select requirements.output, requirements.evidence, requirements.available,
        requirements.minimum, requirements.unit, requirements.remedy
    from predictions.dim_prediction_requirements as requirements
    where not requirements.is_met
    order by requirements.output, requirements.evidence
"""


@dataclass
class _Watcher:
    """Turns dbt's events into a progress bar and keeps what went wrong."""

    progress: Progress
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.task = self.progress.add_task("reading the project", total=None)

    def __call__(self, event: EventMsg) -> None:
        info: Any = event.info
        name, data = info.name, event.data
        if name == "LogStartLine":
            self.progress.update(self.task, total=data.total)
        elif name == "NodeFinished":
            self.progress.update(self.task, advance=1, description=data.node_info.node_name[:48])
            self.counts[data.node_info.resource_type] += 1
        elif name in {"RunResultError", "RunResultFailure", "MainEncounteredError"}:
            self.problems.append(info.msg.strip())


def build(console: Console) -> None:
    """Build, publish and show the current workspace.

    Parameters
    ----------
    console
        Where to report.

    Raises
    ------
    ClustomersError
        When dbt stopped or a test failed; what was published before stays as it is.
    """
    os.chdir(project_root())
    workspace = Workspace.current()
    started = time.perf_counter()
    try:
        counts = run_build(console)
    except ClustomersError:
        # The pages should say that a later build failed; what went wrong matters more.
        with suppress(ClustomersError):
            refresh_site(workspace)
        raise
    built = time.perf_counter()
    publication = publish(workspace, default_manifest_path(), console=console)
    make_site(workspace)
    finished = time.perf_counter()

    console.print(
        f"\nbuilt {counts['model']} models and {counts['seed']} seeds and passed "
        f"{counts['test']} tests in {built - started:.0f} s; "
        f"published and drew the site in {finished - built:.0f} s",
        highlight=False,
        soft_wrap=True,
    )
    publication.show(console)
    _show_refused(workspace, console)
    console.print(f"look at {workspace.site / 'index.html'}", highlight=False, soft_wrap=True)


def run_build(console: Console, *arguments: str) -> Counter[str]:
    """Run `dbt build` in this process; return how many nodes of each type ran.

    Parameters
    ----------
    console
        Where to show progress, and what tests warn of.
    arguments
        More arguments, such as a selection.

    Raises
    ------
    ClustomersError
        With what failed.
    """
    command = ["--quiet", "build", *_WITHOUT_UNIT_TESTS, *arguments]
    columns = (
        TextColumn("{task.description:48}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        watcher = _Watcher(progress)
        result = dbtRunner(callbacks=[watcher]).invoke(command)
    release_warehouse()
    for warning in _warnings(result.result):
        console.print(f"warning: {warning}", highlight=False, soft_wrap=True)
    if not result.success:
        if result.exception and not watcher.problems:
            watcher.problems.append(str(result.exception).strip())
        raise ClustomersError(
            [
                *watcher.problems,
                "The build failed; what was published before stays as it is. "
                "logs/dbt.log has the details.",
            ]
        )
    return watcher.counts


def _warnings(executed: Any) -> list[str]:
    """Return what each test that warned says about itself."""
    return [
        result.node.description or f"{result.node.name} found {result.failures} rows."
        for result in getattr(executed, "results", [])
        if result.status == "warn"
    ]


def _show_refused(workspace: Workspace, console: Console) -> None:
    with duckdb.connect(str(workspace.published), read_only=True) as connection:
        refused = connection.execute(_REFUSED).fetchall()
    for output, evidence, available, minimum, unit, remedy in refused:
        console.print(
            f"refused: {output}, too little data ({evidence.replace('_', ' ')}: "
            f"{available:,.0f} of {minimum:,.0f} {unit}). {remedy}.",
            highlight=False,
            soft_wrap=True,
        )
