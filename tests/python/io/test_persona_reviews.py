"""Reviews of personas are landed by a command, checked, without editing files."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from clustomers.cli import app
from clustomers.errors import ClustomersError
from clustomers.io.records import record_review, record_reviews, write_review_template
from clustomers.workspace import Workspace

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a workspace whose publication holds two personas."""
    with duckdb.connect(str(tmp_path / "published.duckdb")) as published:
        published.execute("create schema clustomers")
        published.execute(
            "create table clustomers.dim_personas as select * from (values "
            "('persona-1', 'Alex', 'come early'), ('persona-2', 'Robin', 'come late')) "
            "as personas (persona_id, persona_name, tagline)"
        )
    return Workspace(tmp_path)


def landed(path: Path) -> dict[str, str]:
    row: dict[str, str] = json.loads(path.read_text())
    return row


def test_a_review_is_landed_as_a_row(workspace: Workspace) -> None:
    path = record_review(workspace, "persona-1", "store lead", "keep", "true to life", NOON)
    assert path.parent == workspace.landing / "operations" / "persona_reviews"
    assert landed(path) == {
        "review_id": "persona-1-store-lead-2026-01-05-12-00-00",
        "persona_id": "persona-1",
        "owner_role": "store lead",
        "verdict": "keep",
        "note": "true to life",
        "reviewed_at": "2026-01-05 12:00:00",
    }
    record_review(workspace, "persona-2", "store lead", "drop", "", NOON)
    assert len(list(path.parent.iterdir())) == 2


@pytest.mark.parametrize(
    ("persona", "role", "verdict", "error"),
    [
        ("persona-9", "store lead", "keep", "no persona .* persona-1, persona-2"),
        ("persona-1", "store lead", "fine", "verdict fine .* keep, change, drop"),
        ("persona-1", "", "keep", "no owner_role"),
    ],
)
def test_a_wrong_review_is_refused(
    workspace: Workspace, persona: str, role: str, verdict: str, error: str
) -> None:
    with pytest.raises(ClustomersError, match=error):
        record_review(workspace, persona, role, verdict, "", NOON)
    assert not (workspace.landing / "operations").exists()


def test_a_filled_template_lands_the_rows_with_a_verdict(
    workspace: Workspace, tmp_path: Path
) -> None:
    template = tmp_path / "reviews.csv"
    assert write_review_template(workspace, template) == 2
    with template.open(newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["persona_name"] for row in rows] == ["Alex", "Robin"]
    with pytest.raises(ClustomersError, match="no row has a verdict"):
        record_reviews(workspace, template, NOON)
    rows[1] |= {"owner_role": "marketing lead", "verdict": "change", "note": "too young"}
    with template.open("w", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    (path,) = record_reviews(workspace, template, NOON)
    assert landed(path)["persona_id"] == "persona-2"


def test_one_wrong_row_lands_none(workspace: Workspace, tmp_path: Path) -> None:
    filled = tmp_path / "reviews.csv"
    filled.write_text("persona_id,owner_role,verdict,note\npersona-1,a,keep,\npersona-2,a,maybe,\n")
    with pytest.raises(ClustomersError, match="verdict maybe of persona-2"):
        record_reviews(workspace, filled, NOON)
    filled.write_text("persona_id,verdict\npersona-1,keep\n")
    with pytest.raises(ClustomersError, match="no column owner_role, note"):
        record_reviews(workspace, filled, NOON)
    assert not (workspace.landing / "operations").exists()


def test_the_command_says_what_is_wrong(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLUSTOMERS_WORKSPACE", str(workspace.root))
    arguments = ["record", "persona-review", "persona-1", "--role", "store lead", "--verdict"]
    good = CliRunner().invoke(app, [*arguments, "keep"])
    assert good.exit_code == 0, good.output
    assert "recorded in" in good.output
    bad = CliRunner().invoke(app, [*arguments, "perhaps"])
    assert bad.exit_code == 2
    assert "say keep, change, drop" in " ".join(bad.output.split())
