"""Landing: files in, a zone of checked Parquet files out.

Every file is checked against the contracts before anything is written. No row is dropped or
altered: what is malformed stays as text and is counted here, and staging gives it a reason.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from rich.console import Console
from rich.progress import Progress

from clustomers.errors import ClustomersError
from clustomers.io import sql
from clustomers.io.contracts import System, Table, read_contracts
from clustomers.io.landing_check import CheckedTable, check_table
from clustomers.io.landing_files import (
    IncomingTable,
    Part,
    find_tables,
    is_laid_out,
    read_file,
    readable,
    unreadable,
)
from clustomers.io.landing_report import LandedTable, LandingReport
from clustomers.io.landing_zone import LandingZone, open_zone
from clustomers.io.mapping import read_mapping
from clustomers.io.mapping_draft import write_draft
from clustomers.io.mapping_sql import mapped_tables
from clustomers.workspace import Workspace, project_root


def land_folder(
    source: Path,
    workspace: Workspace,
    mapping: Path | None = None,
    contracts: Mapping[str, System] | None = None,
    systems: Sequence[str] = (),
) -> LandingReport:
    """Land the files of a folder.

    Parameters
    ----------
    source
        Folder laid out ``<system>/<table>/<files>``, or as the mapping says.
    workspace
        Where to land.
    mapping
        File that says where each of our columns comes from.
    contracts
        Contracts by system; the project's own when not given.
    systems
        Systems that a draft of a mapping may choose from; all when empty.

    Raises
    ------
    ClustomersError
        With everything that is wrong, before anything is written; `MappingNeeded`, after writing a
        draft of a mapping, when the folder is laid out otherwise and there is none.
    """
    contracts = contracts or read_contracts(project_root())
    with sql.connect() as connection:
        if mapping is None and not is_laid_out(source, contracts):
            raise write_draft(connection, source, workspace, _only(contracts, systems))
        if mapping is None:
            incoming = _incoming(connection, find_tables(source, contracts), source)
            return land_tables(connection, incoming, workspace, contracts)
        mappings = read_mapping(mapping, contracts)
        with TemporaryDirectory(prefix="clustomers-") as scratch:
            incoming = mapped_tables(connection, source, mappings, Path(scratch))
            return land_tables(connection, incoming, workspace, contracts)


def _only(contracts: Mapping[str, System], systems: Sequence[str]) -> Mapping[str, System]:
    """Return the contracts of the systems named, and those of the company's own settings."""
    unknown = sorted(set(systems) - set(contracts))
    if unknown:
        raise ClustomersError(
            f"--system {unknown[0]}: there is no such system. Name one of "
            f"{', '.join(sorted(contracts))}."
        )
    named = {*systems, "planning"} if systems else set(contracts)
    return {name: system for name, system in contracts.items() if name in named}


def land_tables(
    connection: duckdb.DuckDBPyConnection,
    incoming: Sequence[IncomingTable],
    workspace: Workspace,
    contracts: Mapping[str, System],
) -> LandingReport:
    """Check all tables, write them and swap them in; other landed tables stay.

    Raises
    ------
    ClustomersError
        With everything that is wrong, before anything is written.
    """
    problems: list[str] = []
    checked: list[CheckedTable] = []
    steps = 2 * sum(len(item.parts) for item in incoming)
    with _progress() as progress, open_zone(workspace) as zone:
        bar = progress.add_task("Checking", total=steps)
        for item in incoming:
            progress.update(bar, description=f"Checking {item.table.label}")
            try:
                checked.append(check_table(connection, item))
            except ClustomersError as error:
                problems.extend(error.problems)
            progress.advance(bar, len(item.parts))
        if problems:
            raise ClustomersError(problems)
        unchanged = []
        for table in checked:
            progress.update(bar, description=f"Landing {table.table.label}")
            unchanged.append(_write(connection, table, zone))
            progress.advance(bar, len(table.parts))
        landed = [
            LandedTable(
                system=table.table.system,
                name=table.table.name,
                files=len(table.parts),
                rows=table.rows,
                rejected=table.rejected,
                malformed={name: count for name, count in table.malformed.items() if count},
                extra=tuple(sorted(table.extra)),
                status="same" if same else "new",
                notes=tuple(note for part in table.parts for note in part.notes),
            )
            for table, same in zip(checked, unchanged, strict=True)
        ]
        brought = {(table.system, table.name) for table in landed}
        kept = {place: files for place, files in zone.tables().items() if place not in brought}
        landed += [_count_kept(connection, place, files) for place, files in kept.items()]
        if all(unchanged):
            zone.discard()
        else:
            for files in kept.values():
                zone.keep_table(files)
            zone.swap()
    return LandingReport(workspace.landing, tuple(landed), contracts)


def _incoming(
    connection: duckdb.DuckDBPyConnection, files: Mapping[Table, Sequence[Path]], source: Path
) -> list[IncomingTable]:
    incoming: list[IncomingTable] = []
    problems: list[str] = []
    for table, paths in files.items():
        parts = []
        for path in paths:
            try:
                query = read_file(connection, path)
                parts.append(Part(path.stem, query, str(path.relative_to(source))))
            except ClustomersError as error:
                problems.extend(f"{table.label}: {problem}" for problem in error.problems)
        incoming.append(IncomingTable(table, tuple(parts)))
    if problems:
        # Go on to check what can be read, so that all problems show at once.
        for item in incoming:
            try:
                check_table(connection, item)
            except ClustomersError as error:
                problems.extend(error.problems)
        raise ClustomersError(problems)
    return incoming


def _write(connection: duckdb.DuckDBPyConnection, table: CheckedTable, zone: LandingZone) -> bool:
    """Write a table's parts to the next version; return whether it equals the landed one."""
    system, name = table.table.system, table.table.name
    directory = zone.new_table(system, name)
    for part in table.parts:
        try:
            connection.execute(
                f"copy ({table.select(part)}) to {sql.text(directory / (part.name + '.parquet'))} "
                "(format parquet, compression zstd)"
            )
        except duckdb.Error as error:
            problem = f"{table.table.label}: {unreadable(part.origin, error)}"
            raise ClustomersError(problem) from error
    return zone.keep_unchanged(system, name)


def _count_kept(
    connection: duckdb.DuckDBPyConnection, place: tuple[str, str], files: Sequence[Path]
) -> LandedTable:
    rows = 0
    for path in files:
        with readable(path):
            query = f"select count(*) from ({read_file(connection, path)})"
            rows += int(connection.execute(query).fetchall()[0][0])
    return LandedTable(*place, files=len(files), rows=rows, status="kept")


def _progress() -> Progress:
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)
