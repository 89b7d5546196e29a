"""Looking again and again: a refresh per change, each sentence said once, a build where asked."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rich.console import Console

from clustomers import refresh
from clustomers.io.arrivals import Arrivals
from clustomers.refresh import Refreshed, Refresher, Watcher
from clustomers.workspace import Workspace

MONDAY, TUESDAY = Path("monday.csv"), Path("tuesday.csv")


@dataclass
class Told(Refresher):
    """A refresher that is told what came, and refuses two rows."""

    came: Arrivals = field(default_factory=Arrivals)
    followed: list[frozenset[Path]] = field(default_factory=list)

    def arrivals(self) -> Arrivals:
        return self.came

    def refresh(self, arrivals: Arrivals) -> Refreshed:
        self.followed.append(arrivals.paths)
        return Refreshed(len(arrivals.paths), 7, {}, ["pos/receipts: 2 rows, late."], 1.0, 2.0)


@pytest.fixture
def watcher(tmp_path: Path) -> Watcher:
    console = Console(record=True, width=200)
    told = Told(Workspace(tmp_path), manifest_path=tmp_path / "manifest.json")
    return Watcher(console, refresher=told)


def said(watcher: Watcher) -> list[str]:
    return watcher.console.export_text().splitlines()


def test_files_are_followed_once_and_with_those_before(watcher: Watcher) -> None:
    told = watcher.refresher
    assert isinstance(told, Told)
    watcher.look()
    told.came = Arrivals({"pos/receipts": [MONDAY]})
    watcher.look()
    watcher.look()
    told.came = Arrivals({"pos/receipts": [MONDAY, TUESDAY]})
    watcher.look()
    assert told.followed == [{MONDAY}, {MONDAY, TUESDAY}]


def test_what_waits_is_said_once_until_it_changes(watcher: Watcher) -> None:
    told = watcher.refresher
    assert isinstance(told, Told)
    told.came = Arrivals({"pos/receipts": [MONDAY]})
    watcher.look()
    watcher.look()
    assert said(watcher)[1:] == ["waits for the next build: pos/receipts: 2 rows, late."]
    told.came = Arrivals({"pos/receipts": [MONDAY]}, ["crm/contacts: all.csv is gone."])
    watcher.look()
    watcher.look()
    assert said(watcher) == [
        "waits for the next build: pos/receipts: 2 rows, late.",
        "waits for the next build: crm/contacts: all.csv is gone.",
    ]


def test_where_it_is_asked_what_waits_is_built(
    watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Console] = []
    monkeypatch.setattr(refresh, "build", built.append)
    told = watcher.refresher
    assert isinstance(told, Told)
    watcher.builds = True
    watcher.look()
    assert built == []
    told.came = Arrivals(waiting=["crm/contacts: all.csv is new; a refresh reads no crm/contacts."])
    watcher.look()
    assert len(built) == 1
