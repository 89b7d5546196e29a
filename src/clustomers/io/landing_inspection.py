"""What lies in a landing zone, held against the contracts.

It runs at the start of every build, so it reads headers only.
"""

from __future__ import annotations

import difflib
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

NOTHING_LANDED = (
    "Nothing is landed in {landing}. Land your own files with `clustomers land folder PATH`, "
    "or the sample data with `clustomers land complete-journey`; then build again."
)
_READERS = {
    ".parquet": "read_parquet('{files}', union_by_name = true)",
    ".csv": (
        "read_csv('{files}', all_varchar = true, union_by_name = true, header = true, "
        "delim = ',', quote = '\"', escape = '\"')"
    ),
    ".jsonl": "read_json('{files}', format = 'newline_delimited', union_by_name = true)",
}


def inspect_landing(workspace: str, contracts: str) -> str:
    """Hold the headers of all landed files against the contracts.

    Parameters
    ----------
    workspace : str
        Directory of the company; its files lie in ``landing/<system>/<table>/``.
    contracts : str
        JSON list of tables: ``system``, ``name`` and ``columns`` (``name``, ``is_required``).

    Returns
    -------
    str
        JSON: ``problems`` (the build must stop), ``warnings`` (it may go on) and ``tables``, by
        ``<system>/<table>``: ``reader`` (a table function over all files) and ``columns`` found.
    """
    landing = Path(workspace).resolve() / "landing"
    wanted = {f"{table['system']}/{table['name']}": table for table in json.loads(contracts)}
    files: dict[str, list[Path]] = defaultdict(list)
    for file in sorted(landing.glob("*/*/*")):
        if file.is_file() and not file.name.startswith((".", "_")):
            files["/".join(file.parts[-3:-1])].append(file)
    problems: list[str] = []
    warnings: list[str] = []
    tables: dict[str, dict[str, Any]] = {}
    if not files:
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
            columns = _check_files(
                connection, name, found, wanted[name]["columns"], problems, warnings
            )
            reader = _READERS[kinds[0]].format(files=_quoted(found[0].parent / f"*{kinds[0]}"))
            tables[name] = {"reader": reader, "columns": sorted(columns)}
    return json.dumps({"problems": problems, "warnings": warnings, "tables": tables})


def _check_files(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    files: list[Path],
    columns: list[dict[str, Any]],
    problems: list[str],
    warnings: list[str],
) -> set[str]:
    """Return the contract's columns that a table's files have; add to problems and warnings."""
    contract = {column["name"]: bool(column["is_required"]) for column in columns}
    found: set[str] = set()
    for file in files:
        try:
            header = _header(connection, file)
        except duckdb.Error as error:
            problems.append(
                f"{name}: {file} cannot be read ({str(error).splitlines()[0]}). "
                "Land the file again, whole."
            )
            continue
        found |= header & contract.keys()
        for column in (column for column, required in contract.items() if required):
            if column not in header:
                problems.append(
                    f"{name}: {file} has no column {column}, which the contract requires"
                    f"{_did_you_mean(column, header - contract.keys())}. Add the column, "
                    "or name its source in a mapping: `clustomers land folder PATH --map FILE`."
                )
        extra = sorted(header - contract.keys())
        if extra:
            warnings.append(
                f"{name}: {file.name} has columns the contract does not know, ignored: "
                f"{', '.join(extra)}"
            )
    return found


def _header(connection: duckdb.DuckDBPyConnection, file: Path) -> set[str]:
    if file.stat().st_size == 0:
        raise duckdb.IOException("the file is empty")
    reader = _READERS[file.suffix.lower()].format(files=_quoted(file))
    rows = connection.execute(f"describe select * from {reader}").fetchall()
    return {str(row[0]).lower() for row in rows}


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
    return str(path).replace("'", "''")
