"""Erasure from end to end: landed files, warehouse, publications, site, other files, ledger.

What is to be forgotten is written down first, in a file that only its owner can read, and that goes
when all is done: an erasure that was stopped at any point is finished by running it again.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
from rich.console import Console

from clustomers.errors import ClustomersError
from clustomers.io import sql
from clustomers.io.contracts import System, read_contracts
from clustomers.io.erasure import databases, files, landing, ledger
from clustomers.io.erasure.finder import Finder, Found
from clustomers.io.erasure.people import (
    ERASED,
    ERASED_NUMBER,
    Person,
    Request,
    find_people,
    from_json,
    to_json,
)
from clustomers.io.landing_files import read_file
from clustomers.io.landing_zone import open_zone
from clustomers.io.salt import find_salt
from clustomers.workspace import Workspace, project_root

IDENTITY = ("+int_customer_ids_given", "+int_identifiers_blocked")
LEDGER = "stg_privacy__erasure_log+"
LANDING, WAREHOUSE, PUBLICATION, SITE, FILE, LOG = (
    "landing",
    "warehouse",
    "publication",
    "site",
    "file",
    "log",
)
# What a kind of place is called as a whole, also when nothing was found there.
_WHOLE = {
    LANDING: "landing",
    WAREHOUSE: "warehouse.duckdb",
    PUBLICATION: "published.duckdb",
    SITE: "site",
    FILE: "other files",
    LOG: "logs",
}
_ACTIONS = {
    LANDING: landing.DELETED,
    WAREHOUSE: "deleted",
    PUBLICATION: "published anew",
    SITE: "made anew",
    FILE: "deleted",
    LOG: "removed",
}
UNFINISHED = (
    "The erasure is not finished: landed files and the warehouse are without the people, the "
    "publication, the site and the ledger may not be. Mend this, then run `clustomers erase` again."
)
Place = tuple[str, str, str]  # kind, place, action


@dataclass(frozen=True)
class Tools:
    """What an erasure calls to make things anew.

    Parameters
    ----------
    build
        Run `dbt build` with these more arguments.
    publish
        Publish what was built.
    make_site
        Make the site.
    """

    build: Callable[..., object]
    publish: Callable[[], object]
    make_site: Callable[[], object]


@dataclass
class Erasure:
    """What became of the requests."""

    people: list[Person]
    found: dict[Place, Found] = field(default_factory=dict)
    left: dict[Place, Found] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    is_prepared_only: bool = False

    def show(self, console: Console) -> None:
        """Print it: requests, places and counts, nothing about a person."""
        requests = sorted(item.request_id for person in self.people for item in person.requests)
        if not requests and not self.problems:
            console.print("no request to be forgotten is open")
        if requests:
            console.print(f"requests: {', '.join(requests)}", highlight=False, soft_wrap=True)
        totals: dict[tuple[str, str], int] = Counter()
        for (kind, _, action), found in self.found.items():
            totals[kind, action] += found.total()
        for (kind, action), rows in totals.items():
            places = sum(1 for place in self.found if (place[0], place[2]) == (kind, action))
            console.print(f"  {kind}: {rows:,} found in {places}, {action}", highlight=False)
        if self.is_prepared_only:
            console.print(
                "Not built yet: the publication and the site still show these people. "
                "Run `clustomers erase` to finish.",
                highlight=False,
                soft_wrap=True,
            )


def erase(
    workspace: Workspace,
    tools: Tools,
    asked: Request | None = None,
    only_prepare: bool = False,
    contracts: dict[str, System] | None = None,
    log_directories: Sequence[Path] | None = None,
) -> Erasure:
    """Forget the people who asked for it.

    Parameters
    ----------
    workspace
        Whose people.
    tools
        How to build, publish and make the site.
    asked
        One request that is not landed, or that is landed and names its person by something else;
        without it all landed requests that are not done.
    only_prepare
        Stop before the build: landed files and the warehouse are then without the people, the
        publication and the site are not.
    contracts
        Contracts by system; the project's own when not given.
    log_directories
        Where dbt leaves logs and compiled SQL; its own directories when not given.

    Raises
    ------
    ClustomersError
        When nothing was done (another command holds the files), or not all: what was begun is
        finished by the next run.
    """
    if not workspace.warehouse.is_file():
        raise ClustomersError(
            f"{workspace.warehouse}: not found, so nobody knows who is who. "
            "Run `clustomers build`, then erase."
        )
    contracts = contracts or read_contracts(project_root())
    logs = _log_directories() if log_directories is None else log_directories
    run = _Run(workspace, tools, contracts, logs, find_salt(os.environ))
    return run.all(asked, only_prepare)


def _log_directories() -> list[Path]:
    names = (("DBT_TARGET_PATH", "target"), ("DBT_LOG_PATH", "logs"))
    return [project_root() / os.environ.get(variable, name) for variable, name in names]


@dataclass
class _Run:
    workspace: Workspace
    tools: Tools
    contracts: dict[str, System]
    logs: Sequence[Path]
    salt: str

    def __post_init__(self) -> None:
        self.journal = self.workspace.root / files.JOURNAL
        self.found: dict[Place, Found] = defaultdict(Counter)

    def all(self, asked: Request | None, only_prepare: bool) -> Erasure:
        """Do everything that is still to be done."""
        people = self._resumed()
        problems: list[str] = []
        if people is None:
            if not only_prepare and self._is_stale():
                self.tools.build("--select", *IDENTITY)
            people, problems = self._find(asked)
        if not people:
            if problems:
                raise ClustomersError(problems)
            return Erasure([])
        with databases.opened(self.workspace.warehouse) as warehouse:
            self._clear_landing(people)
            finder = Finder(people, self.salt)
            # Found before anything of it goes: a run that is taken up again finds less.
            self._note(self._in_publications(finder))
            self._note(self._in_site(finder))
            counts = databases.delete(warehouse, finder)
            self._note({(WAREHOUSE, place, _ACTIONS[WAREHOUSE]): n for place, n in counts.items()})
            self._write_journal(people)
        if only_prepare:
            databases.compact(self.workspace.warehouse)
            return Erasure(people, self.found, {}, problems, is_prepared_only=True)
        try:
            self.tools.build()
            return self._finish(people, finder, problems)
        except ClustomersError as error:
            raise ClustomersError([*error.problems, UNFINISHED]) from error

    def _finish(self, people: list[Person], finder: Finder, problems: list[str]) -> Erasure:
        """Make everything anew, look once more into all of it, and write the ledger."""
        left: dict[Place, Found] = defaultdict(Counter)
        with databases.opened(self.workspace.warehouse) as warehouse:
            for place, counts in databases.count(warehouse, finder).items():
                left[WAREHOUSE, place, _ACTIONS[WAREHOUSE]] = counts
            as_of = warehouse.execute(
                "select max(as_of_date) from staging.stg_landing__as_of_date"
            ).fetchall()[0][0]
        databases.compact(self.workspace.warehouse)
        self.tools.publish()
        files.remove_earlier_publications(self.workspace)
        self._clear_files(finder)
        left.update(self._in_publications(finder))
        left.update(self._in_landing(finder))
        left.update(self._in_other_files(finder))
        self._remove_pages(finder)
        self._record(people, left, as_of)
        # The ledger itself is built and published, too.
        self.tools.build("--select", LEDGER)
        self.tools.publish()
        files.remove_earlier_publications(self.workspace)
        self.tools.make_site()
        left.update(self._in_site(finder))
        problems += [
            f"{place}: still holds {counts.total()} rows of people who asked to be forgotten "
            f"({kind}). Remove them there, then run `clustomers erase` again."
            for (kind, place, _), counts in left.items()
            if counts.total()
        ]
        if any(counts.total() for counts in left.values()):
            raise ClustomersError(problems)
        self.journal.unlink()
        return Erasure(people, self.found, left, problems)

    # Who

    def _resumed(self) -> list[Person] | None:
        """Return the people of an erasure that was not finished, and what it had found."""
        if not self.journal.is_file():
            return None
        entry = json.loads(self.journal.read_text(encoding="utf-8"))
        for kind, place, action, counts in entry["found"]:
            self.found[kind, place, action] = Counter(
                {int(number): rows for number, rows in counts.items()}
            )
        return from_json(entry["people"])

    def _write_journal(self, people: list[Person]) -> None:
        found = [[*place, counts] for place, counts in self.found.items()]
        content = f'{{"people": {to_json(people)}, "found": {json.dumps(found)}}}'
        fresh = self.journal.with_name(f"{self.journal.name}.next")
        fresh.unlink(missing_ok=True)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write(content)
        fresh.replace(self.journal)

    def _is_stale(self) -> bool:
        """Say whether files were landed after the identities were built."""
        landed = self.workspace.landing.glob("*/*/*")
        newest = max((path.stat().st_ctime for path in landed), default=0.0)
        try:
            with databases.opened(self.workspace.warehouse) as warehouse:
                started = warehouse.execute(
                    "select max(started_at) from governance.builds_log where status = 'succeeded' "
                    "and command in ('build', 'run')"
                ).fetchall()[0][0]
        except duckdb.CatalogException:
            return True
        return started is None or newest > started.replace(tzinfo=UTC).timestamp()

    def _find(self, asked: Request | None) -> tuple[list[Person], list[str]]:
        with open_zone(self.workspace) as zone, sql.connect() as connection:
            tables = zone.tables()
            requests = self._requests(connection, tables, asked)
            with databases.opened(self.workspace.warehouse, read_only=True) as warehouse:
                people, problems = find_people(warehouse, requests, self.salt)
            landing.learn(connection, tables, self.contracts, people, self.salt)
        return people, problems

    def _requests(
        self,
        connection: duckdb.DuckDBPyConnection,
        tables: dict[tuple[str, str], list[Path]],
        asked: Request | None,
    ) -> list[Request]:
        """Return landed requests whose person is still named, or the one that was asked for."""
        found = []
        for file in tables.get(("privacy", "erasure_requests"), []):
            rows = connection.execute(
                "select trim(cast(request_id as varchar)), trim(identifier_type), "
                "trim(cast(identifier_value as varchar)), "
                f"cast(requested_at as varchar) from ({read_file(connection, file)}) "
                "where request_id is not null and identifier_type is not null "
                "and trim(cast(identifier_value as varchar)) not in (?, ?) order by all",
                [ERASED, ERASED_NUMBER],
            ).fetchall()
            found += [Request(*row) for row in rows]
        if asked is None:
            return list(dict.fromkeys(found))
        landed = [item for item in found if item.request_id == asked.request_id]
        # The landed row names its person, too, and has to be blanked with the rest.
        at = landed[0].requested_at if landed else asked.requested_at
        return [Request(asked.request_id, asked.kind, asked.value, at)]

    # Where

    def _clear_landing(self, people: list[Person]) -> None:
        with open_zone(self.workspace) as zone, sql.connect() as connection:
            finder = Finder(people, self.salt)
            landed = landing.rewrite(connection, zone, self.contracts, finder)
            self._note({(LANDING, place, action): n for (place, action), n in landed.found.items()})
            # From here on nobody else remembers who it was.
            self._write_journal(people)
            if landed.total:
                zone.swap()
            else:
                zone.discard()

    def _in_landing(self, finder: Finder) -> dict[Place, Found]:
        with open_zone(self.workspace) as zone, sql.connect() as connection:
            counts = landing.left(connection, zone, self.contracts, finder)
        actions = {place: action for kind, place, action in self.found if kind == LANDING}
        return {
            (LANDING, place, actions.get(place, landing.DELETED)): found
            for place, found in counts.items()
            if found.total()
        }

    def _in_publications(self, finder: Finder) -> dict[Place, Found]:
        return {_whole(PUBLICATION): files.published(self.workspace, finder)}

    def _in_site(self, finder: Finder) -> dict[Place, Found]:
        found: Found = Counter()
        for counts in files.in_directory(self.workspace.site, finder).values():
            found.update(counts)
        return {_whole(SITE): found}

    def _remove_pages(self, finder: Finder) -> None:
        """Remove pages that show somebody, so that they are gone should the site not be made."""
        for path in files.in_directory(self.workspace.site, finder):
            path.unlink()

    def _clear_files(self, finder: Finder) -> None:
        """Take people out of other files and logs."""
        for path in files.other_files(self.workspace, self.logs):
            found = files.find(path, finder)
            if found:
                self._note({(FILE, self._named(path), _ACTIONS[FILE]): found})
                files.remove_from(path, finder)
        for directory in self.logs:
            for path, found in files.in_directory(directory, finder).items():
                self._note({(LOG, path.name, _ACTIONS[LOG]): found})
                path.unlink()

    def _in_other_files(self, finder: Finder) -> dict[Place, Found]:
        return {
            (FILE, self._named(path), _ACTIONS[FILE]): found
            for path in files.other_files(self.workspace, self.logs)
            if (found := files.find(path, finder))
        }

    def _named(self, path: Path) -> str:
        return str(path.relative_to(self.workspace.root))

    def _note(self, counts: dict[Place, Found]) -> None:
        """Keep the most that was found: a run that is taken up again finds less."""
        for place, found in counts.items():
            for person, rows in found.items():
                self.found[place][person] = max(self.found[place][person], rows)

    # Proof

    def _record(self, people: list[Person], left: dict[Place, Found], as_of: date | None) -> None:
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        entries = []
        for number, person in enumerate(people):
            places: dict[tuple[str, str], list[tuple[str, int, int]]] = defaultdict(list)
            for at in list(self.found | left):
                found, rest = (counts[at][number] for counts in (self.found, left))
                if found or rest:
                    places[at[:2]].append((at[2], found, rest))
            for kind, whole in _WHOLE.items():
                if not any(known == kind for known, _ in places):
                    places[kind, whole].append((_ACTIONS[kind], 0, 0))
            entries += [
                ledger.Entry(
                    request_id=request.request_id,
                    place_kind=kind,
                    place=place,
                    action=", ".join(sorted(action for action, _, _ in rows)),
                    rows_found=sum(found for _, found, _ in rows),
                    rows_left=sum(rest for _, _, rest in rows),
                    as_of_date=as_of,
                    requested_at=_time(request.requested_at) or now,
                    done_at=now,
                )
                for (kind, place), rows in places.items()
                for request in person.requests
            ]
        with open_zone(self.workspace) as zone:
            ledger.record(zone, entries)


def _whole(kind: str) -> Place:
    return kind, _WHOLE[kind], _ACTIONS[kind]


def _time(value: str) -> datetime | None:
    with suppress(ValueError):
        time = datetime.fromisoformat(value)
        return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
    return None
