"""Alerts leave once, arrive whole, and are taken note of without editing files."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from clustomers.cli import app
from clustomers.errors import ClustomersError
from clustomers.io.alerts import (
    ADDRESSES,
    Message,
    apprise_sender,
    new_alerts,
    send_new,
    weekly_digest,
)
from clustomers.io.records import record_acknowledgement
from clustomers.workspace import Workspace

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a workspace whose publication holds two open alerts and a week of changes."""
    with duckdb.connect(str(tmp_path / "published.duckdb")) as published:
        published.execute(
            """
            create schema governance;
            create schema kpis;
            create table governance.fct_alerts as
            select * from (values
                ('AL-1', 'sales lead', 'Orders was 80.', 'Look.', 'It is back.', 'open',
                    date '2026-01-02'),
                ('AL-2', 'practice lead', 'No-shows was 30 %.', 'Call.', 'Down.', 'open',
                    date '2026-01-03'),
                ('AL-3', 'sales lead', 'Over.', 'Look.', 'It is back.', 'resolved',
                    date '2025-12-01')
            ) as alerts (alert_id, owner_role, sentence, action, success, state, first_date);
            create table kpis.dim_role_kpis as
            select 'sales' as role_id, 'Sales' as role_name;
            create table kpis.rpt_what_changed as
            select * from (values
                ('sales', 1, 'Won fell by 10.', date '2025-12-29'),
                ('sales', 1, 'An older week.', date '2025-12-22')
            ) as changes (role_id, place, sentence, week_start_date)
            """
        )
    landed = tmp_path / "landing-1" / "operations" / "insights"
    landed.mkdir(parents=True)
    (landed / "part.csv").write_text("insight_id\nIN1\n")
    (tmp_path / "landing").symlink_to("landing-1")
    return Workspace(tmp_path)


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Serve an address that keeps what it is sent."""
    received: list[dict[str, Any]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"json://127.0.0.1:{http.server_port}/alerts", received
        http.shutdown()


def test_each_open_alert_arrives_once(
    workspace: Workspace, receiver: tuple[str, list[dict[str, Any]]]
) -> None:
    address, received = receiver
    send = apprise_sender({ADDRESSES: address})
    assert [m.key for m in send_new(workspace, new_alerts(workspace), send)] == ["AL-1", "AL-2"]
    assert send_new(workspace, new_alerts(workspace), send) == []
    assert [message["title"] for message in received] == [
        "AL-1: for the sales lead",
        "AL-2: for the practice lead",
    ]
    assert "What to do: Look." in received[0]["message"]
    assert "When it worked: It is back." in received[0]["message"]


def test_the_digest_of_a_week_arrives_once(
    workspace: Workspace, receiver: tuple[str, list[dict[str, Any]]]
) -> None:
    address, received = receiver
    send = apprise_sender({ADDRESSES: address})
    assert len(send_new(workspace, weekly_digest(workspace), send)) == 1
    assert send_new(workspace, weekly_digest(workspace), send) == []
    (message,) = received
    assert "Won fell by 10." in message["message"]
    assert "An older week." not in message["message"]


def test_what_did_not_arrive_is_tried_again(workspace: Workspace) -> None:
    """What arrived before it is not sent a second time."""
    tried: list[str] = []

    def fail_second(title: str, body: str) -> bool:
        tried.append(title)
        return len(tried) != 2

    messages = [Message(key, key, "") for key in ("a", "b", "c")]
    with pytest.raises(ClustomersError, match="b: was not delivered"):
        send_new(workspace, messages, fail_second)
    assert [message.key for message in send_new(workspace, messages, fail_second)] == ["b", "c"]
    assert tried == ["a", "b", "b", "c"]


@pytest.mark.parametrize("addresses", ["", "nowhere://secret-token"])
def test_a_missing_or_unknown_address_is_named_without_its_secret(addresses: str) -> None:
    with pytest.raises(ClustomersError, match=ADDRESSES) as caught:
        apprise_sender({ADDRESSES: addresses})
    assert "secret-token" not in str(caught.value)


def test_taking_note_lands_a_row_and_keeps_the_rest(workspace: Workspace) -> None:
    for note in ("Seen.", "Seen again."):
        path = record_acknowledgement(workspace, "AL-1", "sales lead", note, NOON)
    assert [json.loads(line) for line in path.read_text().splitlines()] == [
        {
            "alert_id": "AL-1",
            "owner_role": "sales lead",
            "note": "Seen again.",
            "acknowledged_at": "2026-01-05 12:00:00",
        }
    ]
    assert (workspace.landing / "operations" / "insights" / "part.csv").is_file()
    assert len(list(path.parent.iterdir())) == 1


@pytest.mark.parametrize(
    ("alert_id", "told"), [("AL-9", "Open are: AL-1, AL-2"), ("AL-3", "resolved already")]
)
def test_an_alert_that_needs_no_note_says_so(
    workspace: Workspace, alert_id: str, told: str
) -> None:
    with pytest.raises(ClustomersError, match=told):
        record_acknowledgement(workspace, alert_id, "sales lead", "", NOON)


def test_the_commands_as_a_person_types_them(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLUSTOMERS_WORKSPACE", str(workspace.root))
    monkeypatch.delenv(ADDRESSES, raising=False)
    shown = CliRunner().invoke(app, ["alerts", "--dry-run"])
    assert shown.exit_code == 0
    assert "AL-2: for the practice lead" in shown.output
    assert CliRunner().invoke(app, ["alerts"]).exit_code == 2
    noted = CliRunner().invoke(app, ["record", "ack", "AL-1", "--role", "sales lead"])
    assert noted.exit_code == 0, noted.output
