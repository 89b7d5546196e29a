"""May what was built be published? The log that dbt commands leave in the warehouse says.

Each seed, model and data test of the project must have run well, after everything it reads, in a
build that finished. So a partial build that leaves tables out of step, a test that no longer speaks
of today's table, and a run that was killed half way all stop a publication.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from clustomers.errors import ClustomersError

GOOD = frozenset({"success", "pass", "warn", "no-op"})
FAILED = (": error", ": fail")
SHOWN = 10

_LATEST_RESULTS = """
    select
        results.node_id,
        results.status,
        builds.invocation_id,
        builds.project_version,
        builds.is_sample,
        builds.started_at,
        builds.finished_at
    from warehouse.governance.results_log as results
    inner join warehouse.governance.builds_log as builds
        on results.invocation_id = builds.invocation_id
    qualify row_number() over (
        partition by results.node_id
        order by builds.started_at desc, builds.invocation_id desc
    ) = 1
"""

_UNFINISHED_BUILD = """
    select max(started_at), max(started_at) = (
        select max(started_at) from warehouse.governance.builds_log
    )
    from warehouse.governance.builds_log
    where status = 'running'
"""


@dataclass(frozen=True)
class Result:
    """The latest result of one node."""

    node_id: str
    status: str
    invocation_id: str
    project_version: str
    is_sample: bool
    started_at: datetime
    finished_at: datetime


@dataclass(frozen=True)
class Build:
    """What stands in the warehouse, once it passed the audit."""

    publication_id: str
    project_version: str
    built_at: datetime


def audit_build(connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]) -> Build:
    """Decide whether the attached ``warehouse`` may be published.

    Parameters
    ----------
    connection
        Connection on which the warehouse is attached as ``warehouse``.
    manifest
        dbt's manifest.

    Returns
    -------
    Build
        Its id is derived from the builds that last ran each node: publishing the same build twice
        gives the same id, and every later build another.

    Raises
    ------
    ClustomersError
        When it may not, naming up to ten nodes and what is wrong with each.
    """
    try:
        results = {row[0]: Result(*row) for row in connection.execute(_LATEST_RESULTS).fetchall()}
        unfinished_at, is_last = connection.execute(_UNFINISHED_BUILD).fetchall()[0]
    except duckdb.CatalogException as error:
        raise ClustomersError(
            "Nothing to publish: the warehouse holds no log of a build. Run `dbt build` first."
        ) from error
    if is_last:
        raise ClustomersError(
            f"Not published: the build that started at {unfinished_at:%Y-%m-%d %H:%M:%S} UTC "
            "did not finish. Run `dbt build` again."
        )
    # What failed comes before what was only skipped because of it.
    problems = sorted(
        _problems(manifest, results, unfinished_at),
        key=lambda problem: not problem.endswith(FAILED),
    )
    if problems:
        more = len(problems) - SHOWN
        raise ClustomersError(
            [
                "Not published, the previous publication stays. Mend this, then run `dbt build`:",
                *problems[:SHOWN],
                *([f"and {more} more"] if more > 0 else []),
            ]
        )
    standing = [results[node_id] for node_id in sorted(_required_nodes(manifest))]
    latest = max(standing, key=lambda result: result.finished_at)
    return Build(_publication_id(standing), latest.project_version, latest.finished_at)


def _required_nodes(manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {
        node_id: node
        for node_id, node in manifest["nodes"].items()
        if node["resource_type"] in {"seed", "model", "test"}
        and node["config"].get("materialized") != "ephemeral"
    }


def _problems(
    manifest: Mapping[str, Any], results: Mapping[str, Result], unfinished_at: datetime | None
) -> Iterator[str]:
    for node_id, node in _required_nodes(manifest).items():
        label = f"{node['resource_type']} {node['name']}"
        result = results.get(node_id)
        if result is None:
            yield f"{label}: never ran"
        elif result.status not in GOOD:
            yield f"{label}: {result.status}"
        elif result.is_sample:
            yield f"{label}: ran on a sample only (--empty or --sample)"
        elif unfinished_at and result.started_at < unfinished_at:
            yield f"{label}: did not run since a build was killed"
        else:
            yield from _stale(label, node, result, results)
    for node_id, node in manifest.get("unit_tests", {}).items():
        result = results.get(node_id)
        if result and result.status not in GOOD:
            yield f"unit test {node['name']}: {result.status}"


def _stale(
    label: str, node: Mapping[str, Any], result: Result, results: Mapping[str, Result]
) -> Iterator[str]:
    """Name the first parent that ran in a later build than the node did."""
    for parent_id in node.get("depends_on", {}).get("nodes", ()):
        parent = results.get(parent_id)
        if parent and parent.started_at > result.started_at:
            yield f"{label}: did not run since {parent_id.split('.')[2]} was built again"
            return


def _publication_id(results: list[Result]) -> str:
    """Name the builds that stand in the warehouse by a digest of them."""
    builds = [(result.node_id, result.invocation_id) for result in results]
    return hashlib.sha256(json.dumps(builds).encode()).hexdigest()[:12]
