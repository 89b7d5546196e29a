from functools import cache

import numpy as np
import pyarrow as pa
import pytest
from digital_company import made, texts

from clustomers.demo import mess
from clustomers.demo.arrow import to_arrow
from clustomers.demo.columns import milliseconds, row_count

IDS = {"web": "event_id", "app": "message_id", "server": "event_id"}


@cache
def landed():
    it = made()
    return mess.make(it.company, it.digital.events, 0, it.company.settings.rng(0, "mess"))


def batches(system, *files):
    return [one.columns for one in landed().batches if one.system == system and one.file in files]


def ids(columns, system):
    column = columns[IDS[system]]
    return to_arrow(column, pa.string(), row_count(columns)).cast(pa.string()).to_pylist()


def noted(kind, system):
    return [
        one
        for columns in landed().ids
        if (columns["kind"], columns["system"]) == (kind, system)
        for one in columns["event_id"].to_pylist()
    ]


def test_counts_are_the_numbers_of_ids():
    for (kind, system), count in landed().counts.items():
        assert len(noted(kind, system)) == count


def test_every_kind_occurs():
    kinds = {kind for kind, system in landed().counts if system == "web"}
    assert kinds == {
        "exact_duplicate", "browser_server_copy", "late", "clock_skew", "unreadable_time",
        "malformed_value", "unknown_name", "deprecated_name", "bot_named", "bot_speed",
        "missing_day", "changed_type",
    }  # fmt: skip


@pytest.mark.parametrize("system", ["web", "app", "server"])
def test_rows_in_are_rows_out(system):
    clean = made().digital.events[system]
    out = sum(row_count(rows) for rows in batches(system, "part", "text", "changed"))
    lost = landed().counts.get(("missing_day", system), 0)
    assert out + lost == row_count(clean)
    seen = [one for rows in batches(system, "part", "text", "changed") for one in ids(rows, system)]
    assert len(set(seen)) == len(seen)


def test_duplicates_are_copies_of_landed_rows():
    (main,), (again,) = batches("web", "part"), batches("web", "resent")
    position = {one: row for row, one in enumerate(ids(main, "web"))}
    rows = np.array([position[one] for one in ids(again, "web")])
    for name in ("occurred_at", "sent_at", "received_at"):
        np.testing.assert_array_equal(main[name][rows], again[name])
    assert texts(main["source_event"])[rows].tolist() == texts(again["source_event"]).tolist()


def test_skewed_clocks_can_be_set_right_exactly():
    (main,) = batches("web", "part")
    clean = made().digital.events["web"]
    true = dict(zip(ids(clean, "web"), milliseconds(clean["occurred_at"]).tolist(), strict=True))
    skewed = set(noted("clock_skew", "web"))
    names = ids(main, "web")
    rows = np.flatnonzero([one in skewed for one in names])
    assert len(rows)
    off = main["received_at"] - main["sent_at"]
    right = milliseconds(main["occurred_at"] + off)[rows]
    assert right.tolist() == [true[names[row]] for row in rows]
    assert (np.abs(off[rows]) >= np.timedelta64(24, "m")).all()
    others = np.setdiff1d(np.arange(len(names)), rows)
    assert np.abs(off[others]).max() < np.timedelta64(2, "s")


def test_late_events_are_sent_days_after_they_happened():
    (main,) = batches("web", "part")
    late = set(noted("late", "web"))
    rows = np.flatnonzero([one in late for one in ids(main, "web")])
    wait = (main["received_at"] - main["occurred_at"])[rows]
    assert wait.min() >= np.timedelta64(1, "D")
    assert (main["received_at"] - main["sent_at"])[rows].max() < np.timedelta64(2, "s")
    assert main["received_at"].max() < made().company.calendar.end


def test_nothing_of_the_missing_day_lands():
    company = made().company
    day = company.calendar.dates[mess.missing_day(company)]
    for rows in batches("web", "part", "resent", "changed"):
        assert (rows["received_at"].astype("datetime64[D]") != day).all()


def test_old_names_end_with_the_rename_but_for_stale_clients():
    company = made().company
    (main,) = batches("web", "part")
    day = main["occurred_at"].astype("datetime64[D]")
    change = company.calendar.dates[mess.renamed_day(company)]
    names = texts(main["source_event"])
    normal = ~np.isin(ids(main, "web"), noted("clock_skew", "web"))
    before = normal & (day < change - 1)
    after = normal & (day > change + 1)
    assert not (names[before] == "view_cart").any()
    stale = (names[after] == "cart_view").sum()
    assert 0 < stale < 0.2 * (names[after] == "view_cart").sum()


@pytest.mark.parametrize("system", ["web", "app", "server"])
@pytest.mark.parametrize("kind", ["deprecated_name", "unknown_name"])
def test_odd_names_that_land_are_those_of_the_truth(system, kind):
    planned = (
        mess.UNKNOWN[system]
        if kind == "unknown_name"
        else tuple(old for old, _ in mess.RENAMED[system])
    )
    found = set()
    for rows in batches(system, "part", "changed"):
        odd = np.isin(texts(rows["source_event"]), planned)
        found |= set(np.array(ids(rows, system))[odd])
    for rows in batches(system, "text"):
        names = np.array(rows["source_event"].to_pylist())
        unreadable = np.isin(ids(rows, system), noted("unreadable_time", system))
        found |= set(np.array(ids(rows, system))[np.isin(names, planned) & ~unreadable])
    assert found == set(noted(kind, system))


def test_text_rows_cannot_be_read_where_the_truth_says():
    for rows in batches("web", "text"):
        unreadable = set(noted("unreadable_time", "web"))
        malformed = set(noted("malformed_value", "web"))
        for name, moment in zip(ids(rows, "web"), rows["occurred_at"].to_pylist(), strict=True):
            assert (moment in mess._BAD_TIMES) == (name in unreadable)
        bad = np.zeros(row_count(rows), dtype=bool)
        for name in mess._NUMBERS["web"]:
            bad |= np.isin(rows[name].to_numpy(zero_copy_only=False).astype(str), mess._BAD_NUMBERS)
        assert {
            one for one, is_bad in zip(ids(rows, "web"), bad, strict=True) if is_bad
        } == malformed


def test_true_sessions_leave_out_what_cannot_be_seen():
    clean = made().digital.events["web"]
    total = sum(int(rows["event_count"].sum()) for rows in landed().sessions[:1])
    gone = landed().counts["missing_day", "web"] + landed().counts["unreadable_time", "web"]
    assert total == row_count(clean) - gone


def test_robots_come_with_the_first_chunk_only():
    it = made()
    later = mess.make(it.company, it.digital.events, 1, it.company.settings.rng(0, "mess"))
    assert not any(kind.startswith("bot") for kind, _ in later.counts)
    (fast,) = [rows for rows in batches("web", "robots") if "Chrome" in rows["user_agent"]]
    assert np.median(np.diff(milliseconds(fast["occurred_at"]))) < 1_000
