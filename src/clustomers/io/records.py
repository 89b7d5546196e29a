"""What people record, landed in the system ``operations`` like any other file."""

import csv
import json
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from clustomers.errors import ClustomersError
from clustomers.io.landing_zone import open_zone
from clustomers.io.reading import open_published
from clustomers.workspace import Workspace

SYSTEM = "operations"
ACKNOWLEDGEMENTS, REVIEWS = "alert_acknowledgements", "persona_reviews"
VERDICTS = ("keep", "change", "drop")
REVIEW_COLUMNS = ("persona_id", "owner_role", "verdict", "note")


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
    return _land(workspace, ACKNOWLEDGEMENTS, alert_id, row)


def record_review(
    workspace: Workspace, persona_id: str, owner_role: str, verdict: str, note: str, at: datetime
) -> Path:
    """Land what somebody thinks of a persona; the next build shows it on the card.

    Parameters
    ----------
    workspace
        Workspace whose publication holds the persona.
    persona_id
        The persona.
    owner_role
        Role that reviewed it.
    verdict
        ``keep``, ``change`` or ``drop``.
    note
        What they say; may be empty. It stays in the vault.
    at
        When, in UTC.

    Returns
    -------
    Path
        The landed file.

    Raises
    ------
    ClustomersError
        When no such persona is published, the verdict is another word, or no role is given.
    """
    return _land_reviews(
        workspace,
        [
            {
                "persona_id": persona_id,
                "owner_role": owner_role,
                "verdict": verdict,
                "note": note,
            }
        ],
        at,
        "the command",
    )[0]


def record_reviews(workspace: Workspace, file: Path, at: datetime) -> list[Path]:
    """Land the reviews of a filled template; rows without a verdict are left out.

    Raises
    ------
    ClustomersError
        When the file cannot be read, lacks a column, or a row is wrong: then nothing is landed.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            rows = list(reader)
    except (OSError, UnicodeDecodeError) as error:
        raise ClustomersError(f"{file}: cannot be read ({error}).") from error
    missing = [name for name in REVIEW_COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ClustomersError(
            f"{file}: no column {', '.join(missing)}. Write a template with "
            "`clustomers record persona-review --template FILE` and fill it in."
        )
    filled = [
        {name: (row[name] or "").strip() for name in REVIEW_COLUMNS}
        for row in rows
        if (row["verdict"] or "").strip()
    ]
    if not filled:
        raise ClustomersError(f"{file}: no row has a verdict. Say {', '.join(VERDICTS)}.")
    return _land_reviews(workspace, filled, at, str(file))


def write_review_template(workspace: Workspace, file: Path) -> int:
    """Write a CSV with a row for each published persona, to be filled in; return the rows."""
    with open_published(workspace) as published:
        personas = published.execute(
            "select persona_id, persona_name, tagline from clustomers.dim_personas order by all"
        ).fetchall()
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["persona_id", "persona_name", "tagline", *REVIEW_COLUMNS[1:]])
        writer.writerows([*persona, "", "", ""] for persona in personas)
    return len(personas)


def _land_reviews(
    workspace: Workspace, rows: Iterable[dict[str, str]], at: datetime, source: str
) -> list[Path]:
    with open_published(workspace) as published:
        known = {
            name
            for (name,) in published.execute(
                "select persona_id from clustomers.dim_personas"
            ).fetchall()
        }
    rows = list(rows)
    for row in rows:
        if row["persona_id"] not in known:
            raise ClustomersError(
                f"{source}: {row['persona_id'] or 'a row'} is no persona of "
                f"clustomers.dim_personas. There are: {', '.join(sorted(known)) or 'none'}."
            )
        if row["verdict"] not in VERDICTS:
            raise ClustomersError(
                f"{source}: verdict {row['verdict']} of {row['persona_id']}: "
                f"say {', '.join(VERDICTS)}."
            )
        if not row["owner_role"]:
            raise ClustomersError(f"{source}: {row['persona_id']} has no owner_role: who says so?")
    moment = at.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    landed = []
    for row in rows:
        review_id = re.sub(
            r"[^A-Za-z0-9-]", "-", f"{row['persona_id']}-{row['owner_role']}-{moment}"
        )
        record = {"review_id": review_id, **row, "reviewed_at": moment}
        landed.append(_land(workspace, REVIEWS, review_id, record))
    return landed


def _land(workspace: Workspace, table: str, record_id: str, row: dict[str, str]) -> Path:
    """Write one row as a file of its own; recording the same again replaces it."""
    name = f"recorded-{re.sub(r'[^A-Za-z0-9-]', '-', record_id)}.jsonl"
    with open_zone(workspace) as zone:
        for files in zone.tables().values():
            zone.keep_table([file for file in files if file.name != name])
        directory = zone.next / SYSTEM / table
        directory.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(json.dumps(row) + "\n", encoding="utf-8")
        zone.swap()
    return workspace.landing / SYSTEM / table / name


def _alerts(workspace: Workspace) -> list[tuple[str, str]]:
    with open_published(workspace) as published:
        return published.execute("select alert_id, state from governance.fct_alerts").fetchall()
