"""What came since the last build: what a refresh follows, and what it says must wait."""

import os
import time
from pathlib import Path

import duckdb
import pytest

from clustomers.errors import ClustomersError
from clustomers.io.arrivals import find_arrivals
from clustomers.io.landing_inspection import fingerprint
from clustomers.workspace import Workspace

FOLLOWED = {"pos/receipts", "web/events"}


def land(workspace: Workspace, table: str, name: str, content: str) -> Path:
    file = workspace.landing / table / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)
    return file


def log_build(workspace: Workspace, as_of_date: str) -> None:
    """Write down that a build read all landed files, an hour ago."""
    with duckdb.connect(str(workspace.warehouse)) as warehouse:
        warehouse.execute("create schema raw; create schema governance; create schema staging")
        warehouse.execute(
            "create table raw.landed_files "
            "(system_name varchar, table_name varchar, file_name varchar, fingerprint varchar)"
        )
        for file in sorted(workspace.landing.glob("*/*/*")):
            os.utime(file, (time.time() - 7200,) * 2)
            warehouse.execute(
                "insert into raw.landed_files values (?, ?, ?, ?)",
                [*file.parts[-3:], fingerprint(file)],
            )
        warehouse.execute(
            "create table governance.builds_log as "
            "select cast(now() at time zone 'UTC' as timestamp) - interval 1 hour as started_at"
        )
        warehouse.execute(
            f"create table staging.stg_landing__as_of_date as select date '{as_of_date}' "
            "as as_of_date"
        )


@pytest.fixture
def built(workspace: Workspace) -> Workspace:
    land(workspace, "pos/receipts", "monday.csv", "receipt_id\n1\n")
    land(workspace, "crm/contacts", "all.csv", "contact_id\n1\n")
    log_build(workspace, "2026-09-16")
    return workspace


def test_nothing_is_new_after_a_build(built: Workspace) -> None:
    arrivals = find_arrivals(built, FOLLOWED)
    assert not arrivals.paths and arrivals.waiting == []


def test_new_files_of_followed_tables_are_found(built: Workspace) -> None:
    tuesday = land(built, "pos/receipts", "tuesday.csv", "receipt_id\n2\n")
    events = land(built, "web/events", "tuesday.csv", "event_id\n2\n")
    land(built, "web/events", ".being-written.csv", "")
    arrivals = find_arrivals(built, FOLLOWED)
    assert arrivals.files == {"pos/receipts": [tuesday], "web/events": [events]}
    assert arrivals.waiting == []


def test_what_cannot_be_followed_is_named(built: Workspace) -> None:
    """A file touched without a change is no other file."""
    land(built, "crm/contacts", "more.csv", "contact_id\n2\n")
    land(built, "pos/receipts", "monday.csv", "receipt_id\n1\n")
    assert find_arrivals(built, FOLLOWED).waiting == [
        "crm/contacts: more.csv is new; a refresh reads no crm/contacts."
    ]
    land(built, "pos/receipts", "monday.csv", "receipt_id\n1\n9\n")
    (built.landing / "crm" / "contacts" / "all.csv").unlink()
    assert find_arrivals(built, FOLLOWED).waiting == [
        "crm/contacts: more.csv is new; a refresh reads no crm/contacts.",
        "pos/receipts: monday.csv is not what it was.",
        "crm/contacts: all.csv is gone.",
    ]


def test_on_the_last_day_of_a_month_all_waits(workspace: Workspace) -> None:
    land(workspace, "pos/receipts", "monday.csv", "receipt_id\n1\n")
    log_build(workspace, "2026-09-30")
    assert find_arrivals(workspace, FOLLOWED).waiting == []
    land(workspace, "pos/receipts", "tuesday.csv", "receipt_id\n2\n")
    arrivals = find_arrivals(workspace, FOLLOWED)
    assert not arrivals.paths
    assert arrivals.waiting == [
        "2026-09-30 is the last day of a month: what is usual is measured anew on it."
    ]


def test_without_a_build_the_error_says_what_to_run(workspace: Workspace) -> None:
    with pytest.raises(ClustomersError, match="Run `clustomers build` first"):
        find_arrivals(workspace, FOLLOWED)
    workspace.root.mkdir(parents=True)
    duckdb.connect(str(workspace.warehouse)).close()
    with pytest.raises(ClustomersError, match="holds no whole build"):
        find_arrivals(workspace, FOLLOWED)
