"""The command ``clustomers watch``: what new files change, for the customers they are about.

A refresh is a dbt build of the models tagged ``refresh`` in a small database of its own. What is
not tagged, dbt reads where the last build left it (`--defer`). See docs/refresh.md.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console

from clustomers.build import build
from clustomers.errors import ClustomersError
from clustomers.io.arrivals import Arrivals, find_arrivals
from clustomers.io.dbt_process import run_dbt
from clustomers.io.landing import land_folder
from clustomers.io.publish import default_manifest_path
from clustomers.io.published_tables import read_manifest
from clustomers.io.rescored import TAG, publish_rescored
from clustomers.io.sql import text
from clustomers.workspace import Workspace, project_root

SETTLED_SECONDS = 2.0
# What dbt writes down of a run takes longer than the run.
_OPTIONS = ("--target", "refresh", "--no-write-json")
# Reasons of staging that a build sees otherwise.
_LEFT_TO_A_BUILD = ("is after the as-of date", "belongs to an earlier month")


@dataclass(frozen=True)
class Refreshed:
    """What one refresh did, which rows it refused as a build would, and which it left to one."""

    file_count: int
    customer_count: int
    row_counts: dict[str, int]
    refused: list[str]
    waiting: list[str]
    scored_seconds: float
    seconds: float

    def show(self, console: Console) -> None:
        """Print it."""
        rows = ", ".join(f"{count:,} in {table}" for table, count in self.row_counts.items())
        console.print(
            f"{self.file_count} new files touch {self.customer_count:,} customers: scored again in "
            f"{self.scored_seconds:.1f} s, published after {self.seconds:.1f} s ({rows})",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


@dataclass
class Refresher:
    """Follows new files of one workspace; keeps the parsed project, which takes longest to load."""

    workspace: Workspace
    manifest_path: Path = field(default_factory=default_manifest_path)
    parsed: Any = None
    parsed_at: float = 0.0

    def arrivals(self) -> Arrivals:
        """Return what came since the last build."""
        return find_arrivals(self.workspace, followed_tables(read_manifest(self.manifest_path)))

    def refresh(self, arrivals: Arrivals) -> Refreshed:
        """Score the customers again whom the new files touch, and publish.

        All files since the last build are followed each time: the warehouse stays as the build
        left it, and a refresh that was killed leaves nothing behind.

        Raises
        ------
        ClustomersError
            When dbt fails or the publication is not that of the last build.
        """
        started = time.perf_counter()
        with landed_apart(self.workspace, arrivals):
            self.score()
            scored = time.perf_counter() - started
            row_counts = publish_rescored(self.workspace, read_manifest(self.manifest_path))
            count, refused, waiting = outcome(self.workspace, arrivals)
        return Refreshed(
            len(arrivals.paths),
            count,
            row_counts,
            refused,
            waiting,
            scored,
            time.perf_counter() - started,
        )

    def score(self) -> None:
        """Make the tables of the customers whom the files in `landed_apart` touch."""
        project, place = project_root(), self.manifest_path.parent / "refresh"
        # Another build may follow another state of the project.
        built_at = self.manifest_path.stat().st_mtime
        if self.parsed is None or self.parsed_at != built_at:
            parsed = run_dbt(["parse", *_OPTIONS], self.workspace, project, place)
            self.parsed, self.parsed_at = _pruned(parsed), built_at
            _write_state(read_manifest(self.manifest_path), place / "state")
        run_dbt(
            [
                *("build", "--select", f"tag:{TAG}", "--indirect-selection", "empty"),
                *("--defer", "--favor-state", "--state", str(place / "state")),
                *("--exclude-resource-type", "unit_test"),
                *_OPTIONS,
            ],
            self.workspace,
            project,
            place,
            self.parsed,
        )


def _pruned(parsed: Any) -> Any:
    """Keep what a refresh runs and reads: dbt goes through all of the project each time."""
    tagged = {
        key: node
        for key, node in parsed.nodes.items()
        if TAG in node.tags or node.resource_type == "operation"
    }
    read = {key for node in tagged.values() for key in node.depends_on.nodes} - tagged.keys()
    for key in read & parsed.nodes.keys():
        parsed.nodes[key].depends_on.nodes = []
    parsed.nodes = {key: node for key, node in parsed.nodes.items() if key in tagged or key in read}
    for kind in (parsed.exposures, parsed.metrics, parsed.semantic_models, parsed.unit_tests):
        kind.clear()
    return parsed


def _write_state(manifest: dict[str, Any], place: Path) -> None:
    """Write of a manifest what `--defer` asks for: where tables are. dbt reads it on every run."""
    kept = {"model", "seed"}
    nodes = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] in kept}
    left_out = ("macros", "docs", "unit_tests", "parent_map", "child_map")
    emptied: dict[str, Any] = {key: {} for key in left_out}
    place.mkdir(parents=True, exist_ok=True)
    slim = manifest | emptied | {"nodes": nodes}
    (place / "manifest.json").write_text(json.dumps(slim), encoding="utf-8")


@dataclass
class Watcher:
    """Looks for new files again and again.

    Parameters
    ----------
    console
        Where to report.
    source, mapping
        Folder to land from, see `land_folder`; without it the landing zone itself is watched.
    builds
        Build whole when something waits that a refresh cannot follow.
    """

    console: Console
    source: Path | None = None
    mapping: Path | None = None
    builds: bool = False
    seen: frozenset[Path] = frozenset()
    refresher: Refresher = field(default_factory=lambda: Refresher(Workspace.current()))
    landed: dict[Path, float] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def go_on(self, every: float) -> None:
        """Look every so many seconds; what is wrong now may be right at the next look."""
        while True:
            time.sleep(every)
            try:
                self.look()
            except ClustomersError as error:
                self._tell([f"not refreshed: {problem}" for problem in error.problems])

    def look(self, settled_seconds: float = SETTLED_SECONDS) -> None:
        """Land, refresh and say what waits, where there is anything new.

        Raises
        ------
        ClustomersError
            When there is no build to follow, or landing, dbt or the publication fails.
        """
        self._land(settled_seconds)
        arrivals = self.refresher.arrivals()
        newest = max((file.stat().st_mtime for file in arrivals.paths), default=0.0)
        if arrivals.paths != self.seen and time.time() - newest >= settled_seconds:
            self.refused, self.waiting = [], []
            if arrivals.paths:
                refreshed = self.refresher.refresh(arrivals)
                refreshed.show(self.console)
                self.refused, self.waiting = refreshed.refused, refreshed.waiting
            self.seen = arrivals.paths
        waiting = self.waiting + arrivals.waiting
        if waiting and self.builds:
            build(self.console)
            self.waiting, self.seen = [], frozenset()
            return
        refused = [f"refused: {sentence}" for sentence in self.refused]
        self._tell([*refused, *(f"waits for the next build: {one}" for one in waiting)])

    def _land(self, settled_seconds: float) -> None:
        """Land the folder when its files changed, and nobody is still writing any."""
        if self.source is None:
            return
        found: dict[Path, float] = {}
        for file in self.source.rglob("*"):
            with suppress(FileNotFoundError):
                if file.is_file():
                    found[file] = file.stat().st_mtime
        is_settled = time.time() - max(found.values(), default=0.0) >= settled_seconds
        if found and found != self.landed and is_settled:
            land_folder(self.source, self.refresher.workspace, self.mapping).show(self.console)
            self.landed = found

    def _tell(self, sentences: list[str]) -> None:
        if sentences != self.told:
            for sentence in sentences:
                self.console.print(sentence, markup=False, highlight=False, soft_wrap=True)
        self.told = sentences


def followed_tables(manifest: dict[str, Any]) -> set[str]:
    """Return the landed tables that a refresh reads, as ``<system>/<table>``."""
    sources = manifest["sources"]
    return {
        f"{sources[parent]['source_name']}/{sources[parent]['name']}"
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and TAG in node["tags"]
        for parent in node["depends_on"]["nodes"]
        if parent in sources
    }


@contextmanager
def landed_apart(workspace: Workspace, arrivals: Arrivals) -> Iterator[None]:
    """Link the new files into a landing zone of their own; afterwards nothing of it stays."""
    place = workspace.refresh_database.parent
    shutil.rmtree(place, ignore_errors=True)
    try:
        for table, files in arrivals.files.items():
            folder = place / "landing" / table
            folder.mkdir(parents=True)
            for file in files:
                (folder / file.name).symlink_to(file.resolve())
        yield
    finally:
        shutil.rmtree(place, ignore_errors=True)


def outcome(workspace: Workspace, arrivals: Arrivals) -> tuple[int, list[str], list[str]]:
    """Return how many customers were touched, which rows were refused, and which wait."""
    with duckdb.connect(str(workspace.refresh_database), read_only=True) as connection:
        connection.execute(f"attach {text(workspace.warehouse)} as warehouse (read_only)")
        ((count,),) = connection.execute(
            "select count(*) from intermediate.int_customers_touched"
        ).fetchall()
        schemas = dict(
            connection.execute(
                "select table_name, table_schema from information_schema.tables "
                "where table_catalog = current_database()"
            ).fetchall()
        )
        staged = {table: "stg_" + table.replace("/", "__") for table in sorted(arrivals.files)}
        refused = " union all ".join(
            f"select {text(table)}, reject_reason from {schemas[model]}.{model}"
            for table, model in staged.items()
        )
        rows = connection.execute(
            f"select *, count(*) from ({refused}) as staged (table_name, reason) "
            "where reason is not null group by all order by all"
        ).fetchall()
    sentences: dict[bool, list[str]] = {True: [], False: []}
    for table, reason, number in rows:
        sentences[any(one in reason for one in _LEFT_TO_A_BUILD)].append(
            f"{table}: {number:,} rows, {reason}."
        )
    return count, sentences[False], sentences[True]


def _settled(source: Path, is_once: bool) -> frozenset[tuple[Path, float]] | None:
    """Return the files of a folder and their times; None while one is still being written."""
    found: set[tuple[Path, float]] = set()
    for file in source.rglob("*"):
        with suppress(FileNotFoundError):
            if file.is_file():
                found.add((file, file.stat().st_mtime))
    newest = max((written for _, written in found), default=0.0)
    if not is_once and time.time() - newest < SETTLED_SECONDS:
        return None
    return frozenset(found)
