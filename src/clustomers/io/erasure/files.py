"""People in other files: publications, pages, exports, logs."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from clustomers.io.erasure.databases import count, opened
from clustomers.io.erasure.finder import Finder, Found, tests_by_name
from clustomers.io.landing_files import read_file, readable
from clustomers.io.landing_zone import VERSION
from clustomers.io.sql import text
from clustomers.workspace import Workspace

JOURNAL = ".erasure.json"
_TABULAR = (".parquet", ".csv")
_PUBLISHED = re.compile(r"published-\d+\.duckdb")
_CHUNK = 64_000_000
_OVERLAP = 1_000


def publications(workspace: Workspace) -> list[Path]:
    """Return all published databases, also earlier ones."""
    return sorted(path for path in workspace.root.iterdir() if _PUBLISHED.fullmatch(path.name))


def published(workspace: Workspace, finder: Finder) -> Found:
    """Count the rows of people in all published databases."""
    found: Found = Counter()
    for path in publications(workspace):
        with opened(path, read_only=True) as connection:
            for counts in count(connection, finder).values():
                found.update(counts)
    return found


def remove_earlier_publications(workspace: Workspace) -> None:
    """Remove all published databases but the current one."""
    for path in publications(workspace):
        if path.resolve() != workspace.published.resolve():
            path.unlink()
            path.with_name(f"{path.name}.wal").unlink(missing_ok=True)


def other_files(workspace: Workspace, but: Sequence[Path] = ()) -> Iterator[Path]:
    """Yield the files of a workspace that no other step looks after: exports, copies, notes."""
    for directory, folders, files in os.walk(workspace.root):
        here = Path(directory)
        folders[:] = [folder for folder in folders if here / folder not in but]
        if here == workspace.root:
            folders[:] = [
                folder
                for folder in folders
                if not VERSION.fullmatch(folder) and folder not in ("landing", workspace.site.name)
            ]
            files = [
                file
                for file in files
                if file not in (JOURNAL, ".publish.lock", ".landing.lock")
                and not file.startswith(workspace.warehouse.name)
                and not _PUBLISHED.match(file)
            ]
        yield from (here / file for file in sorted(files) if not (here / file).is_symlink())


def in_directory(directory: Path, finder: Finder) -> dict[Path, Found]:
    """Return the files below a directory whose bytes hold a person, with the number of places."""
    if not directory.is_dir():
        return {}
    files = (path for path in sorted(directory.rglob("*")) if path.is_file())
    return {path: found for path in files if (found := in_bytes(path, finder))}


def in_bytes(path: Path, finder: Finder) -> Found:
    """Count the values of people in a file of any kind."""
    found: Found = Counter()
    rest = ""
    with path.open("rb") as content:
        while chunk := content.read(_CHUNK):
            part = rest + chunk.decode("utf-8", "replace")
            found.update(finder.in_text(part.replace("\x00", " ")))
            rest = part[-_OVERLAP:] if len(chunk) == _CHUNK else ""
    return found


def in_table(connection: duckdb.DuckDBPyConnection, path: Path, finder: Finder) -> Found:
    """Count the rows of people in a Parquet, CSV or JSON lines file without a contract."""
    with readable(path):
        return Counter(
            dict(
                connection.execute(
                    f"select person, count(distinct row_number) from "
                    f"({_query(connection, path, finder)}) group by 1"
                ).fetchall()
            )
        )


def find(path: Path, finder: Finder) -> Found:
    """Count the people's rows of a table in a file, else the places in its bytes.

    Raises
    ------
    ClustomersError
        When a table cannot be read.
    """
    if path.suffix.lower() in _TABULAR:
        with duckdb.connect() as connection:
            finder.load(connection)
            return in_table(connection, path, finder)
    if path.suffix.lower() in (".duckdb", ".db"):
        with opened(path, read_only=True) as connection:
            return sum(count(connection, finder).values(), Counter())
    return in_bytes(path, finder)


def remove_from(path: Path, finder: Finder) -> bool:
    """Take people's rows out of a table in a file, in place; return whether the file is one."""
    kind = path.suffix.lower()
    fresh = path.with_name(f".{path.name}.next")
    if kind == ".jsonl":
        lines = path.read_text(encoding="utf-8", errors="surrogateescape").splitlines(keepends=True)
        held = finder.holding(lines)
        kept = "".join(line for number, line in enumerate(lines) if number not in held)
        fresh.write_text(kept, encoding="utf-8", errors="surrogateescape")
        fresh.replace(path)
        return True
    if kind not in _TABULAR:
        return False
    options = (
        "format parquet, compression zstd" if kind == ".parquet" else "format csv, header true"
    )
    with duckdb.connect() as connection, readable(path):
        finder.load(connection)
        connection.execute(
            f"copy (select * exclude (erasure_row) from ({_numbered(connection, path)}) where "
            f"erasure_row not in (select row_number from ({_query(connection, path, finder)})) "
            f"order by erasure_row) to {text(fresh)} ({options})"
        )
    fresh.replace(path)
    return True


def _numbered(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    return f"select row_number() over () as erasure_row, * from ({read_file(connection, path)})"


def _query(connection: duckdb.DuckDBPyConnection, path: Path, finder: Finder) -> str:
    numbered = _numbered(connection, path)
    columns = {
        row[0]: row[1]
        for row in connection.execute(f"describe {numbered}").fetchall()
        if row[0] != "erasure_row"
    }
    tests, textual = tests_by_name(columns)
    return finder.rows(f"({numbered})", "erasure_row", tests, textual)
