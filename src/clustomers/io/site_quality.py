"""The data-quality page: what was checked, what was found, what became of every landed row."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from clustomers.io.reading import open_warehouse, read_rows
from clustomers.workspace import Workspace

SHOWN_BUILDS = 30
# The worst first; what a table shows when its checks differ.
RANKED = ("failed", "warned", "skipped", "not landed", "passed")
# Tables in the order in which data flows; landed ones are written system.table.
LAYERS = (".", "stg_", "int_", "ml_", "dim_", "fct_", "rpt_")

_CHECKS = """
    with tests as (
        select
            case
                when test_kind = 'great_expectations' and table_name is null
                    then replace(replace(test_name, 'expectations_', ''), '__', '.')
                else coalesce(table_name, 'several tables')
            end as table_name,
            *
        exclude (table_name)
        from governance.fct_quality_results
        where is_latest and (len($test_ids) = 0 or list_contains($test_ids, test_id))
    ),

    suites as (
        select relation_name as table_name, *
        exclude (relation_name)
        from governance.expectations_log
        qualify row_number() over (partition by suite_name order by recorded_at desc) = 1
    )

    select
        tests.table_name,
        tests.test_name,
        tests.test_kind,
        tests.column_name,
        tests.severity,
        case
            when tests.test_kind = 'great_expectations' and suites.outcome = 'not landed'
                and tests.status = 'pass' then suites.outcome
            when tests.status = 'pass' then 'passed'
            when tests.status in ('fail', 'error') then 'failed'
            when tests.status = 'warn' then 'warned'
            else tests.status
        end as status,
        tests.failure_count,
        coalesce(suites.expectation_count, 0) as expectation_count,
        tests.executed_at,
        suites.suite_name,
        tests.message
    from tests
    left join suites
        on tests.table_name = suites.table_name
        and tests.test_kind = 'great_expectations'
    order by tests.table_name, tests.test_kind, tests.test_name
"""

_LANDED = """
    select
        records.system_name || '.' || records.table_name as table_name,
        records.landed_count,
        records.accepted_count,
        records.duplicate_count,
        records.rejected_count,
        records.malformed_value_count,
        files.table_name is not null as is_landed
    from governance.fct_landed_records as records
    left join raw.landed_tables as files
        on records.system_name = files.system_name and records.table_name = files.table_name
    order by 1
"""

_MALFORMED = """
    select
        system_name || '.' || table_name as table_name,
        column_name, data_type, value_count, malformed_count,
        malformed_count / nullif(value_count, 0) as share
    from governance.fct_malformed_values
    where malformed_count > 0
    order by malformed_count desc, 1, 2
"""

_REASONS = """
    select
        system_name || '.' || table_name as table_name,
        reject_reason,
        is_duplicate,
        sum(row_count) as record_count
    from governance.fct_rejected_records
    group by 1, 2, 3
    order by record_count desc, 1, 2
"""

_BUILDS = f"""
    with results as (
        select *, resource_type in ('test', 'unit_test') as is_test
        from governance.results_log
    )

    select
        builds.started_at,
        builds.command,
        builds.status,
        builds.project_version,
        date_diff('second', builds.started_at, builds.finished_at) as seconds,
        count(*) filter (where is_test and results.status = 'pass') as passed,
        count(*) filter (where is_test and results.status = 'warn') as warned,
        count(*) filter (where is_test and results.status in ('fail', 'error')) as failed,
        count(*) filter (where is_test and results.status = 'skipped') as skipped,
        list(results.node_name order by results.node_name)
            filter (where results.status in ('fail', 'error')) as failed_names
    from governance.builds_log as builds
    left join results on builds.invocation_id = results.invocation_id
    group by builds.invocation_id, 1, 2, 3, 4, 5
    order by builds.started_at desc
    limit {SHOWN_BUILDS}
"""

Row = dict[str, Any]


@dataclass(frozen=True)
class TableChecks:
    """Latest results of all checks of one table."""

    name: str
    checks: tuple[Row, ...]

    @property
    def status(self) -> str:
        """The worst of them."""
        return min((str(check["status"]) for check in self.checks), key=_rank)

    @property
    def suite(self) -> str:
        """What its Great Expectations suite came to; empty when it has none."""
        return min((str(check["status"]) for check in self._of(True)), key=_rank, default="")

    @property
    def expectation_count(self) -> int:
        """Expectations in its suites."""
        return sum(int(check["expectation_count"]) for check in self._of(True))

    @property
    def test_count(self) -> int:
        """Its dbt tests other than suites."""
        return len(self._of(False))

    @property
    def passed_test_count(self) -> int:
        """Those of them that passed."""
        return sum(check["status"] == "passed" for check in self._of(False))

    @property
    def checked_at(self) -> datetime | None:
        """When the oldest of its results was found."""
        return min(
            (check["executed_at"] for check in self.checks if check["executed_at"]), default=None
        )

    @property
    def problems(self) -> list[Row]:
        """Checks that did not pass."""
        return [
            check for check in self.checks if check["status"] in {"failed", "warned", "skipped"}
        ]

    def _of(self, is_suite: bool) -> list[Row]:
        return [
            check
            for check in self.checks
            if (check["test_kind"] == "great_expectations") is is_suite
        ]


@dataclass(frozen=True)
class Quality:
    """All that the page shows."""

    tables: tuple[TableChecks, ...]
    landed: tuple[Row, ...]
    malformed: tuple[Row, ...]
    reasons: tuple[Row, ...]
    builds: tuple[Row, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Checks by status, of suites and tests alike."""
        statuses = [check["status"] for table in self.tables for check in table.checks]
        return {status: statuses.count(status) for status in reversed(RANKED)}

    @property
    def totals(self) -> dict[str, int]:
        """Landed rows and what became of them."""
        names = ("landed_count", "accepted_count", "duplicate_count", "rejected_count")
        return {name: sum(int(row[name]) for row in self.landed) for name in names}


def read_quality(workspace: Workspace, manifest: Mapping[str, Any], target: Path) -> Quality:
    """Read the logs and the state of the last build, which may be later than the publication.

    Parameters
    ----------
    workspace
        Workspace whose warehouse is read.
    manifest
        dbt's manifest: results of tests that no longer exist are left out.
    target
        dbt's target directory; ``gx/<suite>.json`` says what each expectation found.

    Returns
    -------
    Quality
        Checks of each table, the worst tables first.
    """
    test_ids = [
        *(node_id for node_id in manifest["nodes"] if node_id.startswith("test.")),
        *manifest.get("unit_tests", {}),
    ]
    with open_warehouse(workspace) as warehouse:
        checks = read_rows(warehouse, _CHECKS, {"test_ids": test_ids})
        quality = [
            read_rows(warehouse, query) for query in (_LANDED, _MALFORMED, _REASONS, _BUILDS)
        ]
    by_table: dict[str, list[Row]] = {}
    for check in checks:
        check["findings"] = _findings(target, check) if check["status"] == "failed" else []
        by_table.setdefault(check["table_name"], []).append(check)
    tables = [TableChecks(name, tuple(found)) for name, found in by_table.items()]
    tables.sort(key=lambda table: (_rank(table.status), _layer(table.name), table.name))
    landed, malformed, reasons, builds = (tuple(rows) for rows in quality)
    return Quality(tuple(tables), landed, malformed, reasons, builds)


def _rank(status: str) -> int:
    return RANKED.index(status) if status in RANKED else 0


def _layer(table_name: str) -> int:
    places = (place for place, mark in enumerate(LAYERS) if mark in table_name)
    return next(places, len(LAYERS))


def _findings(target: Path, check: Row) -> list[str]:
    """Return what the failed expectations of a suite found."""
    path = target / "gx" / f"{check['suite_name']}.json"
    if not check["suite_name"] or not path.is_file():
        return []
    judgements = json.loads(path.read_text(encoding="utf-8"))["judgements"]
    return [judgement["message"] for judgement in judgements if not judgement["is_met"]]
