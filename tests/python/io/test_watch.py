"""Looking again and again: a refresh per change, each sentence said once, a build where asked."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rich.console import Console

from clustomers import refresh
from clustomers.errors import ClustomersError
from clustomers.io.arrivals import Arrivals
from clustomers.refresh import Refreshed, Refresher, Watcher
from clustomers.workspace import Workspace


@dataclass
class Told(Refresher):
    """A refresher that is told what came, and refuses a row."""

    came: Arrivals = field(default_factory=Arrivals)
    followed: list[frozenset[Path]] = field(default_factory=list)
    late: list[str] = field(default_factory=list)

    def arrivals(self) -> Arrivals:
        return self.came

    def refresh(self, arrivals: Arrivals) -> Refreshed:
        self.followed.append(arrivals.paths)
        return Refreshed(len(arrivals.paths), 7, {}, ["a: 1 row, bad."], self.late, 1.0, 2.0)


@pytest.fixture
def watcher(tmp_path: Path) -> Watcher:
    console = Console(record=True, width=200)
    told = Told(Workspace(tmp_path), manifest_path=tmp_path / "manifest.json")
    return Watcher(console, refresher=told)


@pytest.fixture
def days(tmp_path: Path) -> tuple[Path, Path]:
    """Two files that were written a minute ago."""
    for name in ("monday.csv", "tuesday.csv"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time.time() - 60,) * 2)
    return tmp_path / "monday.csv", tmp_path / "tuesday.csv"


def said(watcher: Watcher) -> list[str]:
    return watcher.console.export_text().splitlines()


def test_files_are_followed_once_and_with_those_before(
    watcher: Watcher, days: tuple[Path, Path]
) -> None:
    """A file that somebody is still writing is left until it rests."""
    told, (monday, tuesday) = watcher.refresher, days
    assert isinstance(told, Told)
    watcher.look()
    told.came = Arrivals({"pos/receipts": [monday]})
    watcher.look()
    watcher.look()
    told.came = Arrivals({"pos/receipts": [monday, tuesday]})
    tuesday.touch()
    watcher.look()
    assert told.followed == [{monday}]
    os.utime(tuesday, (time.time() - 60,) * 2)
    watcher.look()
    assert told.followed == [{monday}, {monday, tuesday}]


def test_what_waits_is_said_once_until_it_changes(
    watcher: Watcher, days: tuple[Path, Path]
) -> None:
    told = watcher.refresher
    assert isinstance(told, Told)
    told.came = Arrivals({"pos/receipts": [days[0]]})
    watcher.look()
    watcher.look()
    assert said(watcher)[1:] == ["refused: a: 1 row, bad."]
    told.came = Arrivals({"pos/receipts": [days[0]]}, ["crm/contacts: all.csv is gone."])
    watcher.look()
    watcher.look()
    assert said(watcher) == [
        "refused: a: 1 row, bad.",
        "waits for the next build: crm/contacts: all.csv is gone.",
    ]


def test_what_waits_is_built_where_it_is_asked_and_what_is_refused_is_not(
    watcher: Watcher, days: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bad row stays bad in a build; one of tomorrow is a build's."""
    built: list[Console] = []
    monkeypatch.setattr(refresh, "build", built.append)
    told = watcher.refresher
    assert isinstance(told, Told)
    watcher.builds = True
    told.came = Arrivals({"pos/receipts": [days[0]]})
    watcher.look()
    assert built == []
    told.late = ["pos/receipts: 3 rows, sold_at is after the as-of date."]
    told.came = Arrivals({"pos/receipts": list(days)})
    watcher.look()
    assert len(built) == 1


def test_a_problem_is_told_once_and_the_next_look_comes(
    watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([ClustomersError("in use"), ClustomersError("in use"), KeyboardInterrupt()])

    def look(*_: object) -> None:
        raise next(looks)

    monkeypatch.setattr(Watcher, "look", look)
    with pytest.raises(KeyboardInterrupt):
        watcher.go_on(every=0)
    assert said(watcher) == ["not refreshed: in use"]
