"""What lies in a landing zone, held against the contracts.

It runs at the start of every build, so it reads headers only.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import itertools
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

NOTHING_LANDED = (
    "Nothing is landed in {landing}. Land your own files with `clustomers land folder PATH`, "
    "or the demo company with `clustomers demo`; then build again."
)
_HEADER_LINES = 100  # of a JSON lines file: a key that is null is often left out of a line


_TEXT = "varchar"


def _parquet_options(columns: Iterable[str]) -> tuple[str, str]:
    return "read_parquet", "union_by_name = true"


def _csv_options(columns: Iterable[str]) -> tuple[str, str]:
    return "read_csv", (
        "all_varchar = true, union_by_name = true, header = true, "
        "delim = ',', quote = '\"', escape = '\"', sample_size = 100"
    )


def _json_options(columns: Iterable[str]) -> tuple[str, str]:
    # Text, so that no value is guessed at: ids stay as written, and staging types by contract.
    types = ", ".join(f"{column}: 'VARCHAR'" for column in columns)
    return "read_json", f"format = 'newline_delimited', columns = {{{types}}}"


_READERS = {".parquet": _parquet_options, ".csv": _csv_options, ".jsonl": _json_options}


def inspect_landing(workspace: str, contracts: str) -> str:
    """Hold the headers of all landed files against the contracts.

    Parameters
    ----------
    workspace : str
        Directory of the company; its files lie in ``landing/<system>/<table>/``.
    contracts : str
        JSON list of tables: ``system``, ``name``, ``columns`` (``name``, ``is_required``) and, to
        number their files, ``arrived``: the names of those that earlier builds saw.

    Returns
    -------
    str
        JSON: ``problems`` (the build must stop), ``warnings`` (it may go on) and ``tables``, by
        ``<system>/<table>``: ``files`` in the order of their arrival (``name``, ``path`` as SQL
        text, and, where ``arrived`` was given, ``fingerprint``) and ``groups`` of files whose
        columns have the same types: ``reader`` and ``options`` of a table function, ``types`` by
        column of the contract, ``numbers`` of the files by arrival.
    """
    landing = Path(workspace).resolve() / "landing"
    wanted = {f"{table['system']}/{table['name']}": table for table in json.loads(contracts)}
    files: dict[str, list[Path]] = defaultdict(list)
    problems: list[str] = []
    warnings: list[str] = []
    for file in sorted(landing.glob("*/*/*")):
        if file.name.startswith((".", "_")):
            continue
        if file.is_dir():
            problems.append(f"{file} is a folder. Move its files up, into the table's own folder.")
        else:
            files["/".join(file.parts[-3:-1])].append(file)
    tables: dict[str, dict[str, Any]] = {}
    if not files and not problems:
        problems.append(NOTHING_LANDED.format(landing=landing))
    with duckdb.connect() as connection:
        for name, found in files.items():
            if name not in wanted:
                problems.append(_unknown_table(name, found[0].parent, wanted))
                continue
            kinds = sorted({file.suffix.lower() for file in found})
            if len(kinds) > 1 or kinds[0] not in _READERS:
                problems.append(
                    f"{name}: {found[0].parent} holds files of kind {' and '.join(kinds)}. "
                    "Land each table as one kind: parquet, csv or jsonl."
                )
                continue
            headers = _check_files(
                connection, name, found, wanted[name]["columns"], problems, warnings
            )
            arrived = wanted[name].get("arrived")
            known = {file_name: place for place, file_name in enumerate(arrived or ())}
            found.sort(key=lambda file: (known.get(file.name, len(known)), file.name))
            tables[name] = {
                "files": [{"name": file.name, "path": _quoted(file)} for file in found],
                "groups": _groups(kinds[0], [headers.get(file, {}) for file in found]),
            }
            if arrived is not None:
                for file, listed in zip(found, tables[name]["files"], strict=True):
                    listed["fingerprint"] = fingerprint(file)
    return json.dumps({"problems": problems, "warnings": warnings, "tables": tables})


def _check_files(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    files: list[Path],
    columns: list[dict[str, Any]],
    problems: list[str],
    warnings: list[str],
) -> dict[Path, dict[str, str]]:
    """Return types of the contract's columns by file; add to problems and warnings."""
    contract = {column["name"]: bool(column["is_required"]) for column in columns}
    found: dict[Path, dict[str, str]] = {}
    for file in files:
        try:
            header = _header(connection, file)
        except (duckdb.Error, UnicodeDecodeError, ValueError) as error:
            problems.append(
                f"{name}: {file} cannot be read ({str(error).splitlines()[0]}). "
                "Land the file again, whole."
            )
            continue
        found[file] = {name: kind for name, kind in header.items() if name in contract}
        for column in (column for column, required in contract.items() if required):
            if column not in header:
                problems.append(
                    f"{name}: {file} has no column {column}, which the contract requires"
                    f"{_did_you_mean(column, header.keys() - contract.keys())}. Add the column, "
                    "or name its source in a mapping: `clustomers land folder PATH --map FILE`."
                )
        extra = sorted(header.keys() - contract.keys())
        if extra:
            warnings.append(
                f"{name}: {file.name} has columns the contract does not know, ignored: "
                f"{', '.join(extra)}"
            )
    return found


def _groups(kind: str, headers: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Put files together in which no column has two types: one file of text makes no other text."""
    groups: list[dict[str, Any]] = []
    for number, types in enumerate(headers):
        for group in groups:
            if all(group["types"].get(column, held) == held for column, held in types.items()):
                break
        else:
            group = {"types": {}, "numbers": []}
            groups.append(group)
        group["types"].update(types)
        group["numbers"].append(number)
    for group in groups:
        group["reader"], group["options"] = _READERS[kind](sorted(group["types"]))
    return groups


def fingerprint(file: Path) -> str:
    """Return a hash of what a file holds: the time of its writing would change with each copy."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:32]


def _header(connection: duckdb.DuckDBPyConnection, file: Path) -> dict[str, str]:
    """Return types of a file's columns, by name in lower case; JSON keys as DuckDB reads them.

    Raises
    ------
    duckdb.Error, ValueError
        When the file is empty or is not what its name says.
    """
    if file.stat().st_size == 0:
        raise ValueError("the file is empty")
    if file.suffix.lower() == ".parquet":
        rows = connection.execute(f"describe select * from read_parquet({_quoted(file)})")
        return {row[0].lower(): row[1].lower() for row in rows.fetchall()}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        if file.suffix.lower() == ".csv":
            return {name.lower(): _TEXT for name in next(csv.reader(lines), [])}
        return dict.fromkeys(_keys(itertools.islice(lines, _HEADER_LINES)), _TEXT)


def _keys(lines: Iterable[str]) -> set[str]:
    keys: set[str] = set()
    for line in lines:
        if line.strip():
            value = json.loads(line)
            if not isinstance(value, dict):
                raise ValueError("a line is not a JSON object")
            keys |= value.keys()
    return keys


def _unknown_table(name: str, folder: Path, known: Iterable[str]) -> str:
    return (
        f"{name}: {folder} is not a table of any contract{_did_you_mean(name, known)}. "
        "Rename or remove the folder; models/staging/<system>/_<system>__sources.yml lists "
        "the tables."
    )


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    return f" (did you mean {close[0]}?)" if close else ""


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
