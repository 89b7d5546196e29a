"""Events by hand and events nobody here wrote: names, copies, clocks, bots and sessions."""

import gzip
from collections import Counter
from csv import DictReader
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
from builds import WITHOUT_UNIT_TESTS, Once
from dbt.contracts.graph.manifest import Manifest
from dbt_runs import query, run_dbt
from event_company import HOUR_LIMIT, Row, land_events, web

from clustomers.io.salt import DEMO_SALT

SELECTED = (
    "+fct_events +fct_sessions +dim_event_types +fct_event_violations +fct_input_shifts "
    "+dim_customers +dim_dates event_crosswalk"
)
# Sessions as the rule reads: a window over every event, one by one.
PLAIN_SESSIONS = """
    with gaps as (
        select
            source, visitor_identifier, event_at,
            coalesce(event_at - lag(event_at) over visits > interval 30 minutes, true) as is_first
        from intermediate.{visiting}
        window visits as (partition by source, visitor_identifier order by event_at, event_id)
    ),
    numbered as (
        select *, sum(cast(is_first as integer)) over (
            partition by source, visitor_identifier order by event_at
            range between unbounded preceding and current row
        ) as session_number
        from gaps
    )
    select source, min(event_at) as started_at, max(event_at) as ended_at, count(*) as event_count
    from numbered
    group by source, visitor_identifier, session_number
"""


def visitor(identifier: str) -> str:
    """Return the SQL of the hash by which marts show a visitor of the demo's salt."""
    return f"sha256('{DEMO_SALT}|{identifier}')"


def build(directory: Path, parsed: Manifest, *arguments: str) -> Path:
    """Build what events lead to, with every test on it; return the warehouse."""
    run = run_dbt(
        "build",
        "--select",
        *SELECTED.split(),
        *WITHOUT_UNIT_TESTS,
        "--indirect-selection",
        "cautious",
        *arguments,
        workspace=directory,
        target=directory / "target",
        manifest=parsed,
    )
    assert run.succeeded, run.output
    return directory / "warehouse.duckdb"


@pytest.fixture(scope="module")
def by_hand(once: Once, parsed: Manifest) -> Path:
    return once("events_by_hand", lambda directory: build(land_events(directory), parsed)) / (
        "warehouse.duckdb"
    )


def shop_log() -> list[Row]:
    """Return retentioneering's log of a web shop as events of the web collector."""
    spec = find_spec("retentioneering")  # not imported: only its data are wanted
    assert spec and spec.origin
    file = Path(spec.origin).parent / "datasets" / "ecom.csv.gz"
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [
            web(
                row["user_id"],
                row["event"],
                datetime.fromisoformat(row["timestamp"]),
                event_id=str(number),
                device_type=row["platform"],
            )
            for number, row in enumerate(DictReader(lines))
        ]


@pytest.fixture(scope="module")
def real_log(once: Once, parsed: Manifest) -> Path:
    def fill(directory: Path) -> None:
        build(land_events(directory, {"web/events": shop_log()}, time_zone="UTC"), parsed)

    return once("shop_log", fill) / "warehouse.duckdb"


def test_a_log_nobody_here_wrote_has_its_sessions(real_log: Path) -> None:
    """Its own session ids are by the rule of 30 minutes: 3,605."""
    sessions = (
        "select count(*), sum(event_count), count(distinct visitor_id) from core.fct_sessions"
    )
    assert query(real_log, sessions) == [(3_605, 31_106, 600)]
    events = "select count(*), count(distinct session_id), count(session_id) from core.fct_events"
    assert query(real_log, events) == [(31_106, 3_605, 31_106)]


@pytest.mark.parametrize("company", ["by_hand", "real_log"])
def test_half_hours_give_the_same_sessions_as_events(
    company: str, request: pytest.FixtureRequest
) -> None:
    warehouse = request.getfixturevalue(company)
    plain = PLAIN_SESSIONS.replace("intermediate.{visiting}", "vault.int_events_visiting")
    ours = "select source, started_at, ended_at, event_count from core.fct_sessions"
    assert len(query(warehouse, ours)) > 100
    for one, other in ((ours, plain), (plain, ours)):
        assert query(warehouse, f"from ({one}) except all from ({other})") == []


def test_a_pause_of_exactly_thirty_minutes_stays_within(by_hand: Path) -> None:
    sessions = query(
        by_hand,
        "select event_count, page_view_count, has_order, channel, cast(started_at as varchar), "
        f"first_user_id is not null from core.fct_sessions where visitor_id = {visitor('buyer')} "
        "order by started_at",
    )
    assert sessions == [
        (4, 1, True, "Paid Search", "2026-03-10 12:00:00", True),
        (1, 1, False, "Direct", "2026-03-10 13:06:00.001", False),
    ]


def test_an_order_counts_once_and_keeps_its_session(by_hand: Path) -> None:
    orders = query(
        by_hand,
        "select events.source, events.order_id, sessions.source, sessions.has_order, "
        "events.visitor_id = sessions.visitor_id from core.fct_events as events "
        "left join core.fct_sessions as sessions using (session_id) "
        "where event_name = 'order_completed' order by events.order_id",
    )
    assert orders == [("server", "a1", "app", True, True), ("server", "o1", "web", True, True)]
    refunds = "select count(*) from core.fct_events where event_name = 'order_refunded'"
    assert query(by_hand, refunds) == [(2,)]


def test_every_event_is_in_the_right_place(by_hand: Path) -> None:
    aside = "select outcome, reason, count(*) from vault.int_events_set_aside group by all"
    assert Counter({(a, b): n for a, b, n in query(by_hand, aside)}) == {
        ("copied", "also reported by server"): 2,
        ("quarantined", "bot user agent"): 3,
        ("quarantined", "too many events of one visitor in an hour"): HOUR_LIMIT + 1,
    }
    busy = f"select count(*) from core.fct_events where visitor_id = {visitor('busy')}"
    assert query(by_hand, busy) == [(HOUR_LIMIT,)]
    resent = "select count(*) from vault.stg_web__events where reject_reason like 'duplicate%'"
    assert query(by_hand, resent) == [(1,)]


def test_clocks_are_corrected_beyond_the_threshold(by_hand: Path) -> None:
    """Five minutes are tolerated, a day is not late; without a time of sending only a clock that is
    ahead is seen."""
    times = query(
        by_hand,
        "select coalesce(visitor_identifier, event_id), cast(event_at as varchar), "
        "cast(event_date as varchar), is_late, is_clock_corrected from vault.int_events_collected "
        "where visitor_identifier in ('late', 'ahead', 'tolerated', 'behind', 'day_late', 'later', "
        "'before_midnight', 'midnight') or event_id like 'server-clock%' order by 1",
    )
    day, noon = "2026-03-10", "2026-03-10 12:00:00"
    assert times == [
        ("ahead", noon, day, False, True),
        ("before_midnight", "2026-03-10 22:59:59", day, False, False),
        ("behind", "2026-03-10 12:05:00.001", day, False, True),
        ("day_late", noon, day, False, False),
        ("late", noon, day, True, False),
        ("later", noon, day, True, False),
        ("midnight", "2026-03-10 23:00:00", "2026-03-11", False, False),
        ("server-clock-ahead", noon, day, False, True),
        ("server-clock-slow", noon, day, False, False),
        ("tolerated", noon, day, False, False),
    ]


def test_tills_tablets_have_no_visitor(by_hand: Path) -> None:
    tablets = query(
        by_hand,
        "select count(*), count(visitor_id), count(session_id) from core.fct_events "
        "where site = 'counter'",
    )
    assert tablets == [(2, 0, 0)]


def test_unknown_names_are_kept_and_masked(by_hand: Path) -> None:
    unmapped = query(
        by_hand,
        "select source_event, example_page, collected_count, is_unmapped "
        "from core.dim_event_types where is_unmapped order by source_event",
    )
    assert unmapped == [
        ("clicked (e-mail)", "https://shop.example.com/reset/(e-mail)", 1, True),
        ("gtm.dom", "https://shop.example.com/rain", 1, True),
    ]
    deprecated = query(
        by_hand,
        "select source_event, event_name from core.dim_event_types "
        "where is_deprecated and event_count > 0",
    )
    assert deprecated == [("cart_view", "cart_viewed")]


def test_missing_properties_are_violations(by_hand: Path) -> None:
    violations = query(
        by_hand,
        "select source, event_name, property, event_count, violation_count, "
        "cast(month_date as varchar) from governance.fct_event_violations "
        "where violation_count > 0 order by source",
    )
    assert violations == [
        ("server", "feature_used", "account_id", 1, 1, "2026-03-01"),
        ("web", "product_viewed", "product_id", 2, 1, "2026-03-01"),
    ]


def test_marts_hold_no_identifier_as_it_was_sent(by_hand: Path) -> None:
    for table in ("core.fct_events", "core.fct_sessions", "core.dim_event_types",
                  "governance.fct_event_violations"):  # fmt: skip
        found = query(by_hand, f"select cast(all_columns as varchar) from {table} as all_columns")
        text = " ".join(row for (row,) in found)
        assert "@" not in text, table
        if table.startswith("core.fct"):
            sent = ("buyer", "phone", "c1", "m1")
            assert not any(f"'{name}'" in text or f" {name}," in text for name in sent)


def test_shifts_of_events_against_their_year(real_log: Path) -> None:
    months = query(
        real_log,
        "select cast(month_date as varchar), sum(share) between 0.999 and 1.001, "
        "max(population_stability_index) < 0.25, bool_or(is_complete_period) "
        "from governance.fct_input_shifts group by 1 order by 1",
    )
    assert months[0] == ("2024-02-01", True, True, True)
    assert len(months) == 5
