"""What may be kept no longer is counted, and leaves the tables: a build, and one a year later."""

from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from builds import WITHOUT_UNIT_TESTS, Once
from dbt.contracts.graph.manifest import Manifest
from dbt_runs import query, run_dbt
from event_company import app, land_events, server, web

SELECTED = ("+fct_events", "+fct_sessions", "+fct_landed_records", "+fct_rejected_records")
TESTS = ("assert_fct_events", "assert_landed_is_conserved")
# The contracts of events let 1,125 days pass; counted back from the second as-of date, to midnight.
FIRST, SECOND = "2025-08-31", "2026-08-31"
LIMIT = datetime(2026, 8, 31) - timedelta(days=1125)
MINUTE = timedelta(minutes=1)
OLD = {"web-early", "web-before-midnight", "app-old", "server-old"}


def land(workspace: Path) -> Path:
    """Land a session that midnight of the limit divides, old rows of each source, and new ones."""
    recent = datetime(2025, 8, 30, 12)
    replay = {"replay_id": "r1", "anonymous_id": "v", "started_at": datetime(2024, 7, 31)}
    return land_events(
        workspace,
        {
            "web/events": [
                web("v", "page_view", LIMIT - 600 * MINUTE, event_id="early"),
                web("v", "page_view", LIMIT - 5 * MINUTE, event_id="before-midnight"),
                web("v", "page_view", LIMIT + 5 * MINUTE, event_id="after-midnight"),
                web("v", "page_view", recent, event_id="recent"),
                web("w", "page_view", recent, event_id="other"),
            ],
            "app/events": [
                app("d", "Application Opened", LIMIT - timedelta(days=9), message_id="old"),
                app("d", "Application Opened", recent, message_id="new"),
            ],
            "server/events": [
                server("order.created", LIMIT - timedelta(days=9), event_id="old"),
                server("order.created", recent, event_id="new"),
            ],
            "web/session_replays": [replay, {**replay, "replay_id": "r2", "started_at": recent}],
        },
    )


def build(workspace: Path, parsed: Manifest, as_of_date: str) -> None:
    run = run_dbt(
        "build", "--select", *SELECTED, *TESTS, *WITHOUT_UNIT_TESTS,
        "--indirect-selection", "cautious", "--exclude", "test_type:generic", "--threads", "1",
        "--vars", f"as_of_date: {as_of_date}",
        workspace=workspace, target=workspace / "target", manifest=parsed,
    )  # fmt: skip
    assert run.succeeded, run.output


@pytest.fixture(scope="module")
def built(once: Once, parsed: Manifest) -> Path:
    def make(directory: Path) -> None:
        build(land(directory), parsed, FIRST)
        (directory / "warehouse.duckdb").rename(directory / "first.duckdb")
        with duckdb.connect() as connection:
            connection.execute(f"attach '{directory}/first.duckdb' as first (read_only)")
            connection.execute(f"attach '{directory}/warehouse.duckdb' as warehouse")
            connection.execute("copy from database first to warehouse")
        build(directory, parsed, SECOND)

    return once("retention", make)


def test_landed_is_accepted_or_expired(built: Path) -> None:
    outcomes = """
        select system_name || '.' || table_name, landed_count, accepted_count, expired_count
        from governance.fct_landed_records
        where landed_count > 0 and table_name in ('events', 'session_replays') order by 1
    """
    landed = {"app.events": 2, "server.events": 2, "web.events": 5, "web.session_replays": 2}
    expired = {"app.events": 1, "server.events": 1, "web.events": 2, "web.session_replays": 1}
    assert query(built / "first.duckdb", outcomes) == [
        (table, count, count, 0) for table, count in landed.items()
    ]
    assert query(built / "warehouse.duckdb", outcomes) == [
        (table, count, count - expired[table], expired[table]) for table, count in landed.items()
    ]


def events_by_table(warehouse: Path) -> dict[str, set[str]]:
    """Return the ids of events by each table that holds any; staging holds what is landed."""
    tables = query(
        warehouse,
        "select schema_name || '.' || table_name from duckdb_columns() join duckdb_tables() "
        "using (schema_name, table_name) where column_name = 'event_id' "
        "and schema_name != 'staging' and not starts_with(table_name, 'stg_')",
    )
    return {
        table: {event for (event,) in query(warehouse, f"select event_id from {table}")}
        for (table,) in tables
    }


def test_no_expired_event_is_in_any_table(built: Path) -> None:
    before, after = (events_by_table(built / f"{name}.duckdb") for name in ("first", "warehouse"))
    assert before["core.fct_events"] >= OLD
    assert {table: ids & OLD for table, ids in after.items() if ids & OLD} == {}
    assert after["core.fct_events"] == before["core.fct_events"] - OLD


def test_a_session_keeps_what_may_be_kept_of_it(built: Path) -> None:
    sessions = "select cast(started_at as varchar), event_count from core.fct_sessions "
    sessions += "where source = 'web' order by all"
    assert query(built / "first.duckdb", sessions)[:2] == [
        ("2023-08-01 14:00:00", 1),
        ("2023-08-01 23:55:00", 2),
    ]
    assert query(built / "warehouse.duckdb", sessions)[0] == ("2023-08-02 00:05:00", 1)
