"""Three demo companies against the truth they were made from, as the tables have them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builds import WITHOUT_TESTS, Once
from dbt.contracts.graph.manifest import Manifest
from dbt_runs import run_dbt
from truth_checks import Truth

from clustomers.demo.generate import generate
from clustomers.demo.settings import Settings
from clustomers.workspace import Workspace

SEEDS = (1, 2, 3)
SELECTED = "+fct_orders +fct_refunds +fct_sessions +dim_event_types +fct_landed_records"
COLLECTED = "select event_id from built.vault.int_events_collected"


@pytest.fixture(scope="module", params=SEEDS)
def truth(request: pytest.FixtureRequest, once: Once, parsed: Manifest) -> Iterator[Truth]:
    """One company of 800 customers over two years, built."""

    def make(directory: Path) -> None:
        generate(Settings(customers=800, seed=request.param), Workspace(directory))
        run = run_dbt(
            "build",
            "--select",
            *SELECTED.split(),
            *WITHOUT_TESTS,
            workspace=directory,
            target=directory / "target",
            manifest=parsed,
        )
        assert run.succeeded, run.output

    with Truth(once(f"truth_{request.param}", make)) as opened:
        yield opened


def test_pairs_of_identifiers_are_the_same_people(truth: Truth) -> None:
    pairs = truth.identity()
    assert pairs.true > 1_000
    assert pairs.precision >= 0.995
    assert pairs.recall >= 0.97


def test_a_tablet_that_two_people_used_is_nobodys(truth: Truth) -> None:
    tablets = f"""
        select tablets.identifier_value
        from truth.identifiers as tablets
        inner join ({truth.landed("app", "events")}) as events
            on tablets.identifier_value = events.device_id
        inner join truth.identifiers as people on events.user_id = people.identifier_value
        where tablets.is_shared and tablets.identifier_type = 'device_id'
        group by 1
        having count(distinct people.person_id) > 1
    """
    assert truth.rows(tablets)
    assert not truth.rows(
        "select * from built.intermediate.int_customers_identified "
        f"where identifier_value in ({tablets})"
    )


def test_order_amounts_are_equal_to_the_cent(truth: Truth) -> None:
    assert not truth.differences(
        """
        select
            order_id, gross::decimal(18, 2), discount::decimal(18, 2), net::decimal(18, 2),
            refund::decimal(18, 2), margin::decimal(18, 2)
        from truth.orders
        """,
        """
        select
            regexp_replace(order_id, '^(pos|shop)-', ''), gross_amount, discount_amount,
            net_amount, refund_amount, margin_amount - refund_amount
        from built.core.fct_orders
        where channel != 'subscription'
        """,
    )


def test_sessions_are_the_truths(truth: Truth) -> None:
    assert not truth.differences(
        """
        select collector, epoch_ms(started_at), epoch_ms(ended_at), event_count::integer
        from truth.sessions
        """,
        """
        select source, epoch_ms(started_at), epoch_ms(ended_at), event_count
        from built.core.fct_sessions
        """,
    )


def test_channels_of_sessions_are_the_truths(truth: Truth) -> None:
    # The truth names no channel where the event that brought the visitor was lost.
    plain = "replace(replace(lower(channel), ' ', '_'), '-', '_')"
    assert not truth.rows(
        f"""
        select epoch_ms(started_at), epoch_ms(ended_at), event_count::integer, {plain}
        from truth.sessions where collector = 'web' and channel is not null
        except all
        select epoch_ms(started_at), epoch_ms(ended_at), event_count, {plain}
        from built.core.fct_sessions where source = 'web'
        """
    )


@pytest.mark.parametrize(
    ("kind", "column"), [("late", "is_late"), ("clock_skew", "is_clock_corrected")]
)
def test_odd_clocks_are_flagged_and_no_others(truth: Truth, kind: str, column: str) -> None:
    assert not truth.differences(truth.messy_events(kind), f"{COLLECTED} where {column}")


def test_bots_are_quarantined_and_nobody_else(truth: Truth) -> None:
    named, fast = truth.messy_events("bot_named"), truth.messy_events("bot_speed")
    assert not truth.differences(
        f"{named} union all {fast}",
        "select event_id from built.intermediate.int_events_quarantined",
    )


def test_the_browsers_copy_gives_way_to_the_servers_event(truth: Truth) -> None:
    assert not truth.differences(
        truth.messy_events("browser_server_copy"),
        "select event_id from built.intermediate.int_events_copied",
    )


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("exact_duplicate", "duplicate_count"),
        ("unreadable_time", "rejected_count"),
        ("malformed_value", "malformed_value_count"),
    ],
)
def test_rows_that_do_not_count_are_counted(truth: Truth, kind: str, column: str) -> None:
    assert not truth.differences(
        f"select system, count::bigint from truth.mess where kind = '{kind}'",
        f"""
        select system_name, {column} from built.governance.fct_landed_records
        where table_name = 'events'
        """,
    )


@pytest.mark.parametrize(
    ("kind", "column"), [("unknown_name", "is_unmapped"), ("deprecated_name", "is_deprecated")]
)
def test_names_are_told_apart(truth: Truth, kind: str, column: str) -> None:
    assert not truth.differences(
        f"select system, count::bigint from truth.mess where kind = '{kind}'",
        f"""
        select source, sum(collected_count)::bigint from built.core.dim_event_types
        where {column} group by 1
        """,
    )


def test_the_lost_day_stays_lost_and_the_odd_file_counts(truth: Truth) -> None:
    lost = truth.messy_events("missing_day")
    assert not truth.rows(f"{COLLECTED} where event_id in ({lost})")
    odd = truth.messy_events("changed_type")
    assert truth.rows(f"select count(*) from ({odd})") == truth.rows(
        f"select count(*) from ({COLLECTED} where event_id in ({odd}))"
    )
