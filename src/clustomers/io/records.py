"""What people record, landed in the system ``operations`` like any other file."""

import json
import re
from datetime import datetime
from pathlib import Path

from clustomers.errors import ClustomersError
from clustomers.io.landing_zone import open_zone
from clustomers.io.reading import open_published
from clustomers.workspace import Workspace

SYSTEM, TABLE = "operations", "alert_acknowledgements"


def record_acknowledgement(
    workspace: Workspace, alert_id: str, owner_role: str, note: str, at: datetime
) -> Path:
    """Land that somebody took note of an alert.

    Parameters
    ----------
    workspace
        Workspace whose publication holds the alert.
    alert_id
        Number of the alert.
    owner_role
        Role that takes note.
    note
        What they say; may be empty.
    at
        When, in UTC.

    Returns
    -------
    Path
        The landed file; recording the same alert again replaces it.

    Raises
    ------
    ClustomersError
        When no such alert is published, or it needs no acknowledgement.
    """
    states = {name: state for name, state in _alerts(workspace)}
    if alert_id not in states:
        waiting = sorted(name for name, state in states.items() if state == "open")
        raise ClustomersError(
            f"{alert_id}: no alert of governance.fct_alerts. "
            f"Open are: {', '.join(waiting) or 'none'}."
        )
    if states[alert_id] == "resolved":
        raise ClustomersError(f"{alert_id}: is resolved already; nothing to acknowledge.")
    row = {
        "alert_id": alert_id,
        "owner_role": owner_role,
        "note": note,
        "acknowledged_at": at.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds"),
    }
    name = f"recorded-{re.sub(r'[^A-Za-z0-9-]', '-', alert_id)}.jsonl"
    with open_zone(workspace) as zone:
        for files in zone.tables().values():
            zone.keep_table([file for file in files if file.name != name])
        directory = zone.next / SYSTEM / TABLE
        directory.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(json.dumps(row) + "\n", encoding="utf-8")
        zone.swap()
    return workspace.landing / SYSTEM / TABLE / name


def _alerts(workspace: Workspace) -> list[tuple[str, str]]:
    with open_published(workspace) as published:
        return published.execute("select alert_id, state from governance.fct_alerts").fetchall()
