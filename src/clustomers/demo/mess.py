"""What goes wrong between an event and the landing zone: each kind counted, each row known.

The clean events of a chunk go in; what lands comes out, with the truth about it.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clustomers.demo import bots
from clustomers.demo.arrow import to_arrow
from clustomers.demo.columns import Coded, Events, milliseconds, row_count, take
from clustomers.demo.company import Company
from clustomers.demo.sessions import true_sessions
from clustomers.demo.web_columns import SHARED_EVENTS

Numbers = npt.NDArray[Any]

DUPLICATE_SHARE = 0.004
LATE_SHARE = 0.003
SKEWED_SHARE = 0.008  # of visits
UNREADABLE_SHARE = 0.0006
MALFORMED_SHARE = 0.0012
UNKNOWN_SHARE = 0.0010
STALE_SHARE = 0.08  # of the renamed events that still come under the old name afterwards
# Rows of the first chunk in the file whose quantity is text.
CHANGED_ROWS = 2_000

# Old name, new name: the collectors send the new one from `renamed_day` on.
RENAMED = {
    "web": (("cart_view", "view_cart"), ("lead_form_start", "form_start")),
    "app": (("Add To Basket", "Product Added"), ("Menu Opened", "Menu Viewed")),
    "server": (("login.succeeded", "user.signed_in"),),
}
UNKNOWN = {
    "web": ("gtm.dom", "test_event_2", "pageview_v2"),
    "app": ("debug_tap", "Untitled Event"),
    "server": ("healthcheck.ping",),
}
# Events that may get an unknown name or cells that cannot be read: nothing hangs on them.
_MINOR = {
    "web": ("scroll", "view_item_list", "view_item"),
    "app": ("Product List Viewed", "Product Viewed", "Screen Viewed"),
    "server": ("feature.used",),
}
# What the servers report as well.
_SHARED = {"web": ("purchase", *SHARED_EVENTS), "app": ("Order Completed",)}
_IDS = {"web": "event_id", "app": "message_id", "server": "event_id"}
_BAD_TIMES = ("n/a", "0000-00-00 00:00:00", "yesterday", "2025-13-45 25:61:00")
_BAD_NUMBERS = ("twelve", "12,50 EUR", "NaN%", "-", "1.2.3")
_NUMBERS = {
    "web": ("value_amount", "quantity", "scroll_percent", "engaged_seconds"),
    "app": ("value_amount", "quantity", "engaged_seconds"),
    "server": ("value_amount", "quantity"),
}


class Batch(NamedTuple):
    """Rows for ``Zone.write(system, table, columns, file=file, types=types)``."""

    system: str
    table: str
    columns: Events
    file: str
    types: dict[str, pa.DataType] | None


@dataclass
class Mess:
    """What lands of a chunk, and the truth about it.

    Attributes
    ----------
    batches
        Rows to land.
    counts
        Number of rows by kind and system.
    ids
        Columns of ``truth/mess_events`` to append.
    sessions
        Columns of ``truth/sessions`` to append.
    """

    batches: list[Batch] = field(default_factory=list)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    ids: list[dict[str, Any]] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=list)

    def note(self, kind: str, system: str, ids: pa.Array) -> None:
        """Count rows of a kind and keep their ids."""
        if len(ids):
            self.counts[kind, system] = self.counts.get((kind, system), 0) + len(ids)
            self.ids.append({"kind": kind, "system": system, "table": "events", "event_id": ids})


def renamed_day(company: Company) -> int:
    """Return the day from which the collectors send the new names."""
    return int(company.settings.days * 0.40)


def missing_day(company: Company) -> int:
    """Return the day (UTC) of which the files of the web collector are missing."""
    return int(company.settings.days * 0.80)


def make(company: Company, events: dict[str, Events], chunk: int, rng: np.random.Generator) -> Mess:
    """Return what lands of the clean events of a chunk.

    Parameters
    ----------
    company
        The company.
    events
        Events by collector, with the hidden columns of `visits.digital`; the server's may hold
        those of the software, too.
    chunk
        Number of the chunk; the first one also gets the bots and the file of another type.
    rng
        Random numbers: ``settings.rng(chunk, "mess")``.
    """
    mess = Mess()
    for system, clean in events.items():
        _collector(company, system, clean, chunk, mess, rng)
    return mess


def counts(found: dict[tuple[str, str], int]) -> dict[str, Any]:
    """Return the columns of ``truth/mess`` from the counts of all chunks added up."""
    keys = sorted(found)
    return {
        "kind": np.array([kind for kind, _ in keys]),
        "system": np.array([system for _, system in keys]),
        "table": np.array(["events"] * len(keys)),
        "count": np.array([found[key] for key in keys], dtype=np.int64),
    }


def _collector(
    company: Company,
    system: str,
    clean: Events,
    chunk: int,
    mess: Mess,
    rng: np.random.Generator,
) -> None:
    ids = _IDS[system]
    size = row_count(clean)
    true = milliseconds(clean["occurred_at"])
    events = dict(clean)
    draw = rng.random(size, dtype=np.float32)
    minor = np.isin(clean["source_event"].codes, _codes(clean["source_event"], _MINOR[system]))

    is_skewed = _skew(system, events, true, rng)
    is_late = (draw < LATE_SHARE) & ~is_skewed
    _delay(company, events, is_late, rng)
    # The shares follow one another on the draw, so that no row suffers twice.
    low = LATE_SHARE
    bad = []
    for share in (UNREADABLE_SHARE, MALFORMED_SHARE, UNKNOWN_SHARE):
        # Few rows are minor ones on a server: their share of those is what counts.
        bad.append((draw >= low) & (draw < low + share * 3) & minor & ~is_skewed)
        low += share * 3
    unreadable, malformed, unknown = bad
    is_old = _rename(company, system, events, true, unknown, rng)

    landed = ~unreadable & ~malformed
    if system == "web":
        day = events["received_at"].astype("datetime64[D]")
        lost = day == company.calendar.dates[missing_day(company)]
        mess.note("missing_day", system, take_ids(clean[ids], lost))
        landed &= ~lost
        unreadable, malformed = unreadable & ~lost, malformed & ~lost
    else:
        lost = np.zeros(size, dtype=bool)
    if system != "server":
        shared = np.isin(
            clean["source_event"].codes, _codes(clean["source_event"], _SHARED[system])
        )
        mess.note("browser_server_copy", system, take_ids(clean[ids], shared & ~lost))
    mess.note("late", system, take_ids(clean[ids], is_late & ~lost))
    mess.note("clock_skew", system, take_ids(clean[ids], is_skewed & ~lost))
    mess.note("unknown_name", system, take_ids(clean[ids], unknown & ~lost))
    old = is_old & ~lost & ~unreadable
    mess.note("deprecated_name", system, take_ids(clean[ids], old))
    if system != "server":
        counted = ~unreadable & ~lost
        mess.sessions.append(true_sessions(system, clean, true, np.flatnonzero(counted)))

    _land_text(system, events, unreadable, malformed, mess, rng)
    changed = np.zeros(size, dtype=bool)
    if system == "web" and chunk == 0:
        changed[np.flatnonzero(landed)[: min(CHANGED_ROWS, size // 20)]] = True
        mess.batches.append(
            Batch(
                system,
                "events",
                _as_text(take(events, changed), ("quantity",)),
                "changed",
                {"quantity": pa.string()},
            )
        )
        mess.note("changed_type", system, take_ids(clean[ids], changed))
        bots.add(company, mess, rng)
    rest = landed & ~changed
    mess.batches.append(
        Batch(system, "events", events if rest.all() else take(events, rest), "part", None)
    )
    again = np.flatnonzero(rest & (draw > 1 - DUPLICATE_SHARE))
    mess.batches.append(Batch(system, "events", take(events, again), "resent", None))
    mess.note("exact_duplicate", system, take_ids(clean[ids], again))


def take_ids(ids: Any, rows: Numbers) -> pa.Array:
    """Return the ids of some rows as an Arrow array."""
    positions = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
    return (
        to_arrow(ids, pa.string(), len(positions)).take(pa.array(positions))
        if isinstance(ids, pa.Array)
        else to_arrow(ids[positions], pa.string(), len(positions))
    )


def _skew(
    system: str, events: Events, true: Numbers, rng: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """Let the clocks of some visits be wrong: what they say of two times is off by the same."""
    if system == "server":
        return np.zeros(len(true), dtype=bool)
    session = events["_session"]
    visits = int(session.max()) + 1 if len(session) else 0
    wrong = rng.random(visits) < SKEWED_SHARE
    minutes = np.exp(rng.uniform(np.log(25), np.log(2_880), visits)) * rng.choice([-1, 1], visits)
    # Now and then a clock was never set.
    minutes = np.where(rng.random(visits) < 0.05, -60.0 * 24 * 365 * 3, minutes)
    rows = np.flatnonzero(wrong[session] & (events["_visitor"] >= 0))
    off = np.rint(minutes * 60_000).astype(np.int64)[session[rows]]
    error = off.astype("timedelta64[ms]")
    occurred, sent, received = (
        events[name].copy() for name in ("occurred_at", "sent_at", "received_at")
    )
    occurred[rows] += error
    # Nothing is lost on the way, so that the difference of the two times is the clock's error.
    received[rows] = sent[rows]
    sent[rows] += error
    events.update(occurred_at=occurred, sent_at=sent, received_at=received)
    is_skewed = np.zeros(len(true), dtype=bool)
    is_skewed[rows] = True
    return is_skewed


def _delay(
    company: Company, events: Events, is_late: npt.NDArray[np.bool_], rng: np.random.Generator
) -> None:
    """Let events wait for days until they are sent, as from a phone without a network."""
    rows = np.flatnonzero(is_late)
    received = events["received_at"].copy()
    wait = rng.integers(86_400_000, 6 * 86_400_000, len(rows)).astype("timedelta64[ms]")
    # What would come after the last day has not come yet: it is sent at once.
    early = received[rows] + wait >= company.calendar.end
    is_late[rows[early]] = False
    rows, wait = rows[~early], wait[~early]
    received[rows] += wait
    events["received_at"] = received
    if "sent_at" in events:
        sent = events["sent_at"].copy()
        sent[rows] += wait
        events["sent_at"] = sent


def _rename(
    company: Company,
    system: str,
    events: Events,
    true: Numbers,
    unknown: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> npt.NDArray[np.bool_]:
    """Spell events as the collectors did before they were renamed, and some as nobody planned.

    Returns which have an old name.
    """
    event = events["source_event"]
    words = list(event.words)
    codes = event.codes.astype(np.int16)
    is_old = np.zeros(len(true), dtype=bool)
    change = milliseconds(company.calendar.utc(np.array([renamed_day(company)]), np.zeros(1)))[0]
    for old, new in RENAMED[system]:
        if new not in words:
            continue
        rows = np.flatnonzero(event.codes == words.index(new))
        stale = (true[rows] < change) | (rng.random(len(rows)) < STALE_SHARE)
        rows = rows[stale & ~unknown[rows]]
        codes[rows] = len(words)
        words.append(old)
        is_old[rows] = True
    rows = np.flatnonzero(unknown)
    codes[rows] = len(words) + rng.integers(0, len(UNKNOWN[system]), len(rows))
    events["source_event"] = Coded(codes, [*words, *UNKNOWN[system]])
    return is_old


def _land_text(
    system: str,
    events: Events,
    unreadable: npt.NDArray[np.bool_],
    malformed: npt.NDArray[np.bool_],
    mess: Mess,
    rng: np.random.Generator,
) -> None:
    """Land rows that cannot be read in a file of texts: their time, or one of their numbers."""
    rows = np.flatnonzero(unreadable | malformed)
    if len(rows) == 0:
        return
    part = take(events, rows)
    names = [name for name in part if not name.startswith("_")]
    text = _as_text({name: part[name] for name in names}, names)
    times_ = np.array(text["occurred_at"].to_pylist(), dtype=object)
    bad = unreadable[rows]
    times_[bad] = np.array(_BAD_TIMES, dtype=object)[
        rng.integers(0, len(_BAD_TIMES), int(bad.sum()))
    ]
    text["occurred_at"] = pa.array(times_, pa.string())
    which = rng.integers(0, len(_NUMBERS[system]), len(rows))
    for number, name in enumerate(_NUMBERS[system]):
        cells = np.array(text[name].to_pylist(), dtype=object)
        hit = ~bad & (which == number)
        spelled = rng.integers(0, len(_BAD_NUMBERS), int(hit.sum()))
        cells[hit] = np.array(_BAD_NUMBERS, dtype=object)[spelled]
        text[name] = pa.array(cells, pa.string())
    mess.batches.append(
        Batch(system, "events", text, "text", {name: pa.string() for name in names})
    )
    ids = events[_IDS[system]]
    mess.note("unreadable_time", system, take_ids(ids, unreadable))
    mess.note("malformed_value", system, take_ids(ids, malformed))


def _as_text(events: Events, names: Any) -> Events:
    """Return the events with some columns as texts."""
    size = row_count(events)
    spelled = {}
    for name in names:
        column = events[name]
        if isinstance(column, np.ndarray) and column.dtype.kind == "f":
            whole = np.nan_to_num(column)
            arrow = pa.array(whole, mask=np.isnan(column))
            if name in ("quantity", "scroll_percent"):
                arrow = arrow.cast(pa.int64())
        else:
            arrow = to_arrow(column, None, size)
        spelled[name] = arrow.cast(pa.string())
    return {**events, **spelled}


def _codes(event: Coded, names: tuple[str, ...]) -> Numbers:
    words = list(event.words)
    return np.array([words.index(name) for name in names if name in words], dtype=np.int64)
