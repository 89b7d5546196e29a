"""Days that land one after the other give the tables that a full refresh gives."""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from builds import WITHOUT_TESTS, Once
from dbt.contracts.graph.manifest import Manifest
from dbt_runs import query, run_dbt
from table_comparison import differing_columns

from clustomers.demo.generate import generate
from clustomers.demo.settings import Settings
from clustomers.workspace import Workspace

SELECTED = ("+fct_events", "+fct_sessions", "+fct_customer_snapshots", "+fct_segment_memberships")
# Each cut is a UTC moment: what was received by then has landed. The as-of date moves with each.
CUTS = ("2026-09-27 22:30:00", "2026-09-28 22:30:00", "2026-09-29 22:30:00", "2027-01-01")
COMPARED = {
    "vault.int_events_collected": "event_id",
    "vault.int_events_quarantined": "event_id",
    "vault.int_events_set_aside": "event_id",
    "vault.int_visitors_identified": "identifier_type, identifier_value",
    "vault.int_session_parts": "source, visitor_identifier, first_event_at",
    "vault.int_sessions_entered": "session_id",
    "intermediate.int_customer_features": "customer_id, snapshot_date",
    "core.fct_events": "event_id",
    "core.fct_sessions": "session_id",
    "core.fct_customer_snapshots": "customer_id, snapshot_date",
    "segments.fct_segment_memberships": "customer_id, segment_type, segment, valid_from_date",
}
NIGHT, SUMMER = "2026-09-28 23:10:00", "2026-07-01 10:00:00"


def event_times(manifest: Manifest) -> Mapping[str, str]:
    """Return the column of the event time by landed table that has one."""
    return {
        f"{source.source_name}/{source.name}": source.config.meta["event_at"]
        for source in manifest.sources.values()
        if source.config.meta.get("event_at")
    }


def land_until(whole: Path, workspace: Path, part: int, times: Mapping[str, str]) -> None:
    """Land what was received by a cut: events as files of their own, other tables whole."""
    until = CUTS[part]
    since = CUTS[part - 1] if part else "1900-01-01"
    for file in sorted(whole.glob("landing/*/*/*")):
        name = "/".join(file.parts[-3:-1])
        target = workspace / "landing" / name
        target.mkdir(parents=True, exist_ok=True)
        column = times.get(name)
        if column is None or file.suffix != ".parquet":
            shutil.copy2(file, target)
            continue
        time = f"coalesce(try_cast({column} as timestamp), timestamp '2000-01-01')"
        where, out = f"{time} <= '{until}'", target / file.name
        if name.endswith("/events"):
            where, out = f"{where} and {time} > '{since}'", target / f"{part}-{file.name}"
        duckdb.execute(f"copy (select * from '{file}' where {where}) to '{out}'")
    rows = " union all by name ".join(f"from ({query})" for query in mess(whole)[part])
    out = workspace / "landing" / "web" / "events" / f"{part}-mess.parquet"
    duckdb.execute(f"copy ({rows}) to '{out}'")


def mess(whole: Path) -> list[list[str]]:
    """Return queries of web events that come at the wrong time, by part.

    A visitor runs away over two parts of one night; copies come again, some with another content;
    a page view comes months late and joins two sessions; somebody signs in as another customer.
    """
    web = f"'{whole}/landing/web/events/part.parquet'"
    known = f"select * from {web} where user_id is not null order by event_id"
    others = f"(select max(user_id) from {web})"
    again = f"select * from {web} where received_at < '{CUTS[0]}' order by event_id limit 40"

    def views(visitor: str, seconds: str, at: str, received_at: str | None = None) -> str:
        """Return page views of one visitor, so many seconds after a moment."""
        moment = f"timestamp '{at}' + interval (number) second"
        received = f"timestamp '{received_at}'" if received_at else moment
        return (
            f"select * exclude (number) replace ('{visitor}-' || number as event_id, "
            f"'{visitor}' as anonymous_id, null as third_party_id, null as user_id, "
            f"'page_view' as source_event, null as order_id, null as deduplication_id, "
            f"{moment} as occurred_at, {received} as sent_at, {received} as received_at) "
            f"from (from {web} order by event_id limit 1) cross join ({seconds}) as seconds(number)"
        )

    merge = (
        f"select * replace (event_id || '-again' as event_id, {others} as user_id, "
        "null as order_id, null as deduplication_id, "
        f"timestamp '2026-09-29 11:00:00' as received_at) from ({known}) "
        f"where user_id != {others} limit 1"
    )
    return [
        [views("apart", "values (0), (3000)", SUMMER)],
        [views("runaway", "from range(300)", NIGHT)],
        [
            views("runaway", "from range(300, 600)", NIGHT),
            views("apart", "values (1500)", SUMMER, received_at="2026-09-29 10:00:00"),
            merge,
            again,
        ],
        [f"select * replace ('another page' as page_type) from ({again})"],
    ]


def build(workspace: Path, parsed: Manifest, *arguments: str) -> None:
    run = run_dbt(
        "build", "--select", *SELECTED, *WITHOUT_TESTS, *arguments,
        workspace=workspace, target=workspace / "target", manifest=parsed,
    )  # fmt: skip
    assert run.succeeded, run.output


def keep(workspace: Path, directory: Path, state: str) -> None:
    """Copy the warehouse as it is now; its name stays, for its views name it."""
    (directory / state).mkdir()
    shutil.copy2(workspace / "warehouse.duckdb", directory / state)


def warehouse(company: Path, state: int | str) -> Path:
    return company / str(state) / "warehouse.duckdb"


@pytest.fixture(scope="module")
def company(once: Once, parsed: Manifest) -> Path:
    """Return the directory of one company, built day by day, and built again as a whole."""

    def fill(directory: Path) -> None:
        whole, daily = directory / "whole", directory / "daily"
        generate(
            Settings(customers=150, seed=3, as_of=date(2026, 9, 30), months=4), Workspace(whole)
        )
        times = event_times(parsed)
        for part in range(len(CUTS)):
            land_until(whole, daily, part, times)
            build(daily, parsed)
            keep(daily, directory, str(part))
        build(daily, parsed, "--full-refresh")
        keep(daily, directory, "refreshed")

    return once("increments", fill)


def numbers(database: Path, sql: str) -> list[tuple[Any, ...]]:
    return query(database, sql)


def test_days_give_what_a_full_refresh_gives(company: Path) -> None:
    last = warehouse(company, len(CUTS) - 1)
    differing = {
        table: differing_columns(last, warehouse(company, "refreshed"), table, key.split(", "))
        for table, key in COMPARED.items()
    }
    assert not {table: columns for table, columns in differing.items() if columns}


def test_each_day_is_written_as_a_day(company: Path) -> None:
    """Rows keep the run that stated them, so what did not change was not written again."""
    last = warehouse(company, len(CUTS) - 1)
    for table in ("int_events_collected", "int_session_parts"):
        counts = numbers(last, f"select run_number, count(*) from vault.{table} group by 1")
        rows = dict(counts)
        assert set(rows) == {1, 2, 3, 4}, table
        assert rows[1] > 0.7 * sum(rows.values()), (table, rows)


def test_the_mess_was_there(company: Path) -> None:
    """What the slices are to show happened: else the tables would be equal for nothing."""
    first, second, third = (warehouse(company, part) for part in range(3))
    runaway = "select count(*) from core.fct_events where visitor_id = sha256('runaway')"
    aside = "select count(*) from vault.int_events_set_aside where outcome = 'quarantined' and "
    aside += "visitor_identifier = 'runaway'"
    assert [numbers(file, aside) for file in (second, third)] == [[(0,)], [(600,)]]
    assert numbers(third, runaway) == [(0,)]
    apart = "select count(*) from vault.int_session_parts where visitor_identifier = 'apart'"
    apart = apart.replace("count(*)", "count(distinct session_id)")
    assert [numbers(file, apart) for file in (first, third)] == [[(2,)], [(1,)]]
    dates = "select as_of_date from staging.stg_landing__as_of_date"
    as_of = [numbers(warehouse(company, part), dates) for part in range(4)]
    assert as_of == sorted(as_of) and len({str(row) for row in as_of}) > 2
    lost = f"attach '{first}' as earlier (read_only); attach '{third}' as later (read_only)"
    with duckdb.connect() as connection:
        connection.execute(lost)
        merged = connection.execute(
            "select count(*) from earlier.core.fct_events as was inner join later.core.fct_events "
            "as now using (event_id) where was.customer_id != now.customer_id"
        ).fetchall()
    assert merged[0][0] > 0


def test_a_changed_file_is_read_again(company: Path, parsed: Manifest, tmp_path: Path) -> None:
    """As erasure rewrites it: its rows leave every table, with nothing asked."""
    daily = tmp_path / "daily"
    shutil.copytree(company / "daily", daily)
    file = daily / "landing/web/events/1-mess.parquet"
    duckdb.execute(f"copy (from '{file}' limit 1) to '{file}.new' (format parquet)")
    Path(f"{file}.new").replace(file)
    (daily / "landing/app/events/2-part.parquet").unlink()
    build(daily, parsed)
    rows = numbers(
        daily / "warehouse.duckdb",
        "select count(*) filter (where visitor_identifier = 'runaway'), "
        "min(run_number) = max(run_number) from vault.int_events_collected",
    )
    assert rows == [(301, True)]


def test_each_build_is_a_run_of_its_own(company: Path, parsed: Manifest, tmp_path: Path) -> None:
    """Also one of a part, with nothing new landed: else two builds would state one run's KPIs."""
    daily = tmp_path / "daily"
    shutil.copytree(company / "daily", daily)
    runs = []
    for _ in range(2):
        run = run_dbt(
            "build", "--select", "stg_landing__as_of_date", *WITHOUT_TESTS,
            workspace=daily, target=daily / "target", manifest=parsed,
        )  # fmt: skip
        assert run.succeeded, run.output
        runs += numbers(daily / "warehouse.duckdb", "select run_number from raw.this_run")
    assert runs[1][0] == runs[0][0] + 1
