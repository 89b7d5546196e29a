"""What every page says about itself: which publication, as of when, and what came after."""

from dataclasses import dataclass
from datetime import date, datetime

from clustomers.io.build_audit import GOOD
from clustomers.io.reading import WarehouseInUseError, open_published, open_warehouse
from clustomers.workspace import Workspace

# A failed build counts until everything that failed in it has run well again.
_LATER_BUILDS = """
    with later as (
        select invocation_id, status, started_at
        from governance.builds_log
        where started_at > $built_at
    ),

    latest_results as (
        select node_id, node_name, status, invocation_id
        from governance.results_log
        qualify row_number() over (
            partition by node_id order by executed_at desc nulls last, invocation_id desc
        ) = 1
    ),

    judged as (
        select
            later.started_at,
            later.status,
            later.started_at = max(later.started_at) over () as is_last,
            (
                select list(latest_results.node_name order by latest_results.node_name)
                from latest_results
                where latest_results.invocation_id = later.invocation_id
                    and not list_contains($good, latest_results.status)
            ) as failing_names,
            exists (
                select 1 from governance.results_log as results
                where results.invocation_id = later.invocation_id
            ) as has_results
        from later
    )

    select started_at, status, coalesce(failing_names, [])
    from judged
    where (status = 'failed' and (failing_names is not null or not has_results))
        or (status = 'running' and is_last)
    order by started_at desc
    limit 1
"""


@dataclass(frozen=True)
class Requirement:
    """One thing a refused prediction lacks."""

    prediction: str
    evidence: str
    minimum: float
    available: float
    unit: str
    remedy: str


@dataclass(frozen=True)
class Facts:
    """What is true of the whole site.

    Parameters
    ----------
    notice
        What the reader must know about builds after this publication; empty when there is nothing.
    refused
        Names of the predictions that were not made.
    lacking
        What they lack.
    currency
        ISO code of the reporting currency, where the warehouse says.
    """

    publication_id: str
    project_version: str
    as_of_date: date | None
    built_at: datetime
    table_count: int
    row_count: int
    notice: str
    refused: tuple[str, ...]
    lacking: tuple[Requirement, ...]
    currency: str | None


def read_facts(workspace: Workspace) -> Facts:
    """Read them from the published file, and from the warehouse what happened since.

    Raises
    ------
    ClustomersError
        When nothing is published yet, or an older version published it.
    """
    with open_published(workspace) as published:
        publication = published.execute(
            """
            select
                any_value(publication_id), any_value(project_version), any_value(as_of_date),
                any_value(built_at), count(*), sum(row_count)
            from governance.dim_publication
            """
        ).fetchall()[0]
        refused = published.execute(
            """
            select output from predictions.fct_prediction_receipts
            where status like 'refused%' order by output
            """
        ).fetchall()
        lacking = published.execute(
            """
            select output, replace(evidence, '_', ' '), minimum, available, unit, remedy
            from predictions.dim_prediction_requirements
            where not is_met order by output, evidence
            """
        ).fetchall()
    publication_id, project_version, as_of_date, built_at, table_count, row_count = publication
    notice, currency = _since(workspace, built_at)
    return Facts(
        publication_id,
        project_version,
        as_of_date,
        built_at,
        int(table_count),
        int(row_count),
        notice,
        tuple(output for (output,) in refused),
        tuple(Requirement(*row) for row in lacking),
        currency,
    )


def _since(workspace: Workspace, built_at: datetime) -> tuple[str, str | None]:
    """Return the notice about later builds, and the reporting currency."""
    if not workspace.warehouse.is_file():
        return "", None
    try:
        with open_warehouse(workspace) as warehouse:
            later = warehouse.execute(
                _LATER_BUILDS, {"built_at": built_at, "good": [*sorted(GOOD), "skipped"]}
            ).fetchall()
            currency = warehouse.execute(
                "select max(currency) from staging.stg_landing__company"
            ).fetchall()[0][0]
    except WarehouseInUseError:
        return "A new build was running when this page was made.", None
    if not later:
        return "", currency
    started_at, status, failing = later[0]
    ending = "did not finish" if status == "running" else "failed"
    names = ", ".join(failing[:3]) + (f" and {len(failing) - 3} more" if len(failing) > 3 else "")
    detail = f" ({names})" if names else ""
    return (
        f"A later build, started {started_at:%Y-%m-%d %H:%M} UTC, {ending}{detail}. "
        "What you see is the last publication that passed every test.",
        currency,
    )
