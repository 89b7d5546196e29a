"""New alerts and the week's changes, sent where people read: e-mail, Slack, Teams, a webhook.

Where they go is a list of Apprise addresses in the environment, never in a file of the project.
What was sent is remembered in the workspace, so that nothing is sent twice.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clustomers.errors import ClustomersError
from clustomers.io.reading import open_published
from clustomers.workspace import Workspace

ADDRESSES = "CLUSTOMERS_ALERT_URLS"

_OPEN = """
    select alert_id, owner_role, sentence, action, success, first_date
    from governance.fct_alerts where state = 'open' order by first_date, alert_id
"""
_WEEK = """
    select roles.role_name, changes.sentence, changes.week_start_date
    from kpis.rpt_what_changed as changes
    inner join (select distinct role_id, role_name from kpis.dim_role_kpis) as roles
        on changes.role_id = roles.role_id
    where changes.week_start_date = (select max(week_start_date) from kpis.rpt_what_changed)
    order by roles.role_name, changes.place
"""

Send = Callable[[str, str], bool]


@dataclass(frozen=True)
class Message:
    """What is sent; ``key`` says whether it was sent before."""

    key: str
    title: str
    body: str


def new_alerts(workspace: Workspace) -> list[Message]:
    """Return a message for each open alert."""
    return [
        Message(
            alert_id,
            f"{alert_id}: for the {owner_role}",
            f"{sentence}\nSince {first_date}.\nWhat to do: {action}\nWhen it worked: {success}",
        )
        for alert_id, owner_role, sentence, action, success, first_date in _rows(workspace, _OPEN)
    ]


def weekly_digest(workspace: Workspace) -> list[Message]:
    """Return one message with what changed for each role in the last complete week, if any did."""
    rows = _rows(workspace, _WEEK)
    if not rows:
        return []
    week = rows[0][2]
    lines: list[str] = []
    for role in dict.fromkeys(name for name, _, _ in rows):
        lines += [str(role), *(f"- {sentence}" for name, sentence, _ in rows if name == role), ""]
    return [Message(f"week {week}", f"What changed in the week from {week}", "\n".join(lines))]


def send_new(workspace: Workspace, messages: list[Message], send: Send) -> list[Message]:
    """Send what was not sent before, and remember it.

    Parameters
    ----------
    workspace
        Workspace that remembers, in ``alerts_sent.json``.
    messages
        What there is to say.
    send
        Takes title and body, and says whether they arrived.

    Returns
    -------
    list of Message
        What was sent now.

    Raises
    ------
    ClustomersError
        When a message did not arrive. Those before it are remembered; it is tried again next time.
    """
    memory = workspace.root / "alerts_sent.json"
    sent: list[str] = json.loads(memory.read_text(encoding="utf-8")) if memory.is_file() else []
    now = []
    for message in messages:
        if message.key in sent:
            continue
        if not send(message.title, message.body):
            raise ClustomersError(
                f"{message.key}: was not delivered to every address of {ADDRESSES}. "
                "Check the addresses; run `clustomers alerts` again to retry."
            )
        sent.append(message.key)
        _remember(memory, sent)
        now.append(message)
    return now


def apprise_sender(environment: Mapping[str, str] = os.environ) -> Send:
    """Return a function that sends by Apprise.

    Raises
    ------
    ClustomersError
        When the environment names no address, or one that Apprise does not know. The message holds
        no address, for addresses hold passwords.
    """
    import apprise

    addresses = environment.get(ADDRESSES, "").split()
    if not addresses:
        raise ClustomersError(
            f"{ADDRESSES}: not set. Put Apprise addresses there, separated by spaces, such as "
            "mailto://… or slack://…; docs/alerts.md has examples. --dry-run needs none."
        )
    notifier = apprise.Apprise()
    for number, address in enumerate(addresses, 1):
        if not notifier.add(address):
            raise ClustomersError(f"{ADDRESSES}: address {number} is none that Apprise knows.")
    return lambda title, body: bool(notifier.notify(title=title, body=body))


def _rows(workspace: Workspace, sql: str) -> list[tuple[Any, ...]]:
    with open_published(workspace) as published:
        return published.execute(sql).fetchall()


def _remember(memory: Path, sent: list[str]) -> None:
    draft = memory.with_suffix(".next")
    draft.write_text(json.dumps(sent, indent=0), encoding="utf-8")
    draft.replace(memory)
