"""Finding and reading files of a folder that is laid out by system and table."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import duckdb

from clustomers.errors import ClustomersError
from clustomers.io import sql
from clustomers.io.contracts import System, Table, all_tables, did_you_mean

FORMATS = (".parquet", ".csv", ".jsonl")
LAYOUT = "<system>/<table>/*.parquet, *.csv or *.jsonl"


@dataclass(frozen=True)
class Part:
    """What becomes one landed file: a query that gives rows, and where they come from."""

    name: str
    query: str
    origin: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class IncomingTable:
    """A contract and the parts that are to be landed for it."""

    table: Table
    parts: tuple[Part, ...]


def data_files(source: Path) -> list[Path]:
    """Return the files below a folder, in order, without hidden ones and markers like _SUCCESS."""
    if not source.is_dir():
        raise ClustomersError(f"{source} is not a folder: name the folder that holds your files.")
    return [
        path
        for path in sorted(source.rglob("*"))
        if path.is_file()
        and not any(part.startswith((".", "_")) for part in path.relative_to(source).parts)
    ]


def is_laid_out(source: Path, contracts: Mapping[str, System]) -> bool:
    """Return whether any file stands where the layout by system and table wants it."""
    # A close miss counts, so that a typing mistake is told as such.
    places = (_place(path.relative_to(source)) for path in data_files(source))
    return any(
        place
        and (
            get_close_matches(place[0], contracts, cutoff=0.8)
            or place[0] + "__" + place[1] in _table_names(contracts)
        )
        for place in places
    )


def find_tables(source: Path, contracts: Mapping[str, System]) -> dict[Table, list[Path]]:
    """Return the files of each table in a folder laid out by system and table.

    Raises
    ------
    ClustomersError
        For systems, tables and formats that nothing knows, and files that are empty.
    """
    found: dict[Table, list[Path]] = {}
    problems: dict[str, None] = {}
    for path in data_files(source):
        relative = path.relative_to(source)
        place = _place(relative)
        problem = _problem(path, relative, place, contracts)
        if problem:
            problems[problem] = None
        elif place:
            found.setdefault(contracts[place[0]].tables[place[1]], []).append(path)
    for table, paths in found.items():
        problems.update(dict.fromkeys(_same_names(table, paths)))
    if problems:
        raise ClustomersError(problems)
    if not found:
        raise ClustomersError(f"{source} holds no files laid out as {LAYOUT}.")
    return found


def read_file(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    """Return a query that reads one file, with the values of CSV and JSON lines as text.

    Raises
    ------
    ClustomersError
        When the file cannot be read.
    """
    location = sql.text(path)
    if path.suffix.lower() == ".parquet":
        return f"select * from read_parquet({location})"
    if path.suffix.lower() == ".csv":
        return f"select * from {read_csv(path, delimiter_of(path))}"
    with readable(path):
        keys = connection.execute(
            "select distinct unnest(json_keys(json)) as key "
            f"from read_json_objects({location}, format = 'newline_delimited') order by key"
        ).fetchall()
    if not keys:
        return "select null as nothing where false"
    columns = ", ".join(f"{sql.text(key)}: 'VARCHAR'" for (key,) in keys)
    options = f"format = 'newline_delimited', columns = {{{columns}}}"
    return f"select * from read_json({location}, {options})"


def read_csv(path: Path, delimiter: str, skip_lines: int = 0) -> str:
    """Return the table function that reads a CSV file with a header, every value as text."""
    return (
        f"read_csv({sql.text(path)}, delim = {sql.text(delimiter)}, quote = '\"', escape = '\"', "
        f"header = true, skip = {skip_lines}, all_varchar = true)"
    )


def delimiter_of(path: Path, encoding: str = "utf-8-sig", skip_lines: int = 0) -> str:
    """Return the delimiter that splits the header of a CSV file into most columns."""
    with path.open(encoding=encoding, errors="replace", newline="") as lines:
        for _ in range(skip_lines):
            lines.readline()
        header = lines.readline()
    return max(",;\t|", key=lambda mark: len(next(csv.reader([header], delimiter=mark), [])))


@contextmanager
def readable(origin: Path | str) -> Iterator[None]:
    """Turn DuckDB's complaint about a file into one line with a remedy."""
    try:
        yield
    except duckdb.Error as error:
        raise ClustomersError(unreadable(origin, error)) from error


def unreadable(origin: Path | str, error: duckdb.Error) -> str:
    """Return one line on a file that DuckDB cannot read."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    detail = " ".join(lines[:3])[:300]
    return f"{origin}: cannot be read ({detail}). Export the file again, or mend that line."


def describe(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, str]:
    """Return the columns of a query and their types in lower case."""
    rows: Sequence[tuple[str, str]] = connection.execute(f"describe {query}").fetchall()
    return {row[0]: row[1].lower() for row in rows}


def _place(relative: Path) -> tuple[str, str] | None:
    """Return system and table of a path, None where it has neither."""
    parts = relative.parts
    if len(parts) == 3:
        return parts[0], parts[1]
    if len(parts) == 2:
        return parts[0], relative.stem
    if len(parts) == 1 and "__" in relative.stem:
        system, _, table = relative.stem.partition("__")
        return system, table
    return None


def _problem(
    path: Path, relative: Path, place: tuple[str, str] | None, contracts: Mapping[str, System]
) -> str | None:
    remedy = "To land files with other names, describe them in a mapping (--map FILE)."
    if place is None:
        return f"{relative}: stands outside the layout {LAYOUT}: move or remove it. {remedy}"
    system, table = place
    if system not in contracts:
        guess = did_you_mean(system, contracts)
        return (
            f"{relative.parts[0]}: unknown system {system}{guess or ';'} "
            f"known: {', '.join(contracts)}. {remedy}"
        )
    if table not in contracts[system].tables:
        guess = did_you_mean(table, contracts[system].tables)
        return (
            f"{'/'.join(relative.parts[:2])}: system {system} has no table {table}{guess or ';'} "
            f"known: {', '.join(contracts[system].tables)}. {remedy}"
        )
    if path.suffix.lower() not in FORMATS:
        return (
            f"{relative}: unknown format {path.suffix or '(no suffix)'} for {system}.{table}: "
            f"save it as {', '.join(FORMATS[:-1])} or {FORMATS[-1]}."
        )
    if path.stat().st_size == 0:
        return f"{relative}: the file for {system}.{table} is empty: export it again or remove it."
    return None


def _same_names(table: Table, paths: Sequence[Path]) -> list[str]:
    stems = [path.stem for path in paths]
    return [
        f"{table.label}: two files are named {stem}: rename one."
        for stem in sorted({stem for stem in stems if stems.count(stem) > 1})
    ]


def _table_names(contracts: Mapping[str, System]) -> set[str]:
    return {f"{table.system}__{table.name}" for table in all_tables(contracts)}
