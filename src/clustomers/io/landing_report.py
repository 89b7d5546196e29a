"""What a landing brought, and what can be built from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table as Grid

from clustomers.io.contracts import System, all_tables


@dataclass(frozen=True)
class LandedTable:
    """One landed table in numbers; ``status`` is ``new``, ``same`` (as before) or ``kept``."""

    system: str
    name: str
    files: int
    rows: int
    rejected: int = 0
    malformed: Mapping[str, int] = field(default_factory=dict)
    extra: tuple[str, ...] = ()
    status: str = "new"
    notes: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Name with its system."""
        return f"{self.system}.{self.name}"


@dataclass(frozen=True)
class Area:
    """A mart area and the tables that feed it, with rows and without.

    It has data (``yes``) when every table of the landed systems that feeds it has rows, ``partly``
    when some of these have, and ``no`` when none has.
    """

    name: str
    state: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class LandingReport:
    """All tables of the zone after a landing."""

    landing: Path
    tables: tuple[LandedTable, ...]
    contracts: Mapping[str, System]

    @property
    def is_unchanged(self) -> bool:
        """Whether the landing changed nothing."""
        return all(table.status != "new" for table in self.tables)

    def table(self, label: str) -> LandedTable:
        """Return the landed table of this name, such as ``pos.receipts``."""
        return next(table for table in self.tables if table.label == label)

    def areas(self) -> Iterator[Area]:
        """Yield the mart areas that the contracts name, with the tables they still lack."""
        filled = {table.label for table in self.tables if table.rows > table.rejected}
        systems = {table.system for table in self.tables if table.rows}
        names = dict.fromkeys(area for table in all_tables(self.contracts) for area in table.areas)
        for name in names:
            feeding = [table for table in all_tables(self.contracts) if name in table.areas]
            missing = [table for table in feeding if table.label not in filled]
            if len(missing) == len(feeding):
                state = "no"
            else:
                state = "partly" if any(table.system in systems for table in missing) else "yes"
            yield Area(name, state, tuple(table.label for table in missing))

    def lacking(self, area: Area) -> list[str]:
        """Return what an area lacks in words: tables of the landed systems, then whole systems."""
        systems = {table.system for table in self.tables if table.rows}
        begun = [label for label in area.missing if label.split(".")[0] in systems]
        others = {label.split(".")[0]: None for label in area.missing if label not in begun}
        return begun + [f"{system}.*" for system in others]

    def show(self, console: Console) -> None:
        """Print the report."""
        grid = Grid(box=None, padding=(0, 1, 0, 0), pad_edge=False)
        grid.add_column("table", no_wrap=True)
        for heading in ("files", "rows", "rejected", "malformed", "extra"):
            grid.add_column(heading, justify="right", no_wrap=True)
        grid.add_column("status")
        notes: list[str] = []
        for table in sorted(self.tables, key=lambda table: table.label):
            checks = (table.rejected, sum(table.malformed.values()), len(table.extra))
            grid.add_row(
                table.label,
                f"{table.files:,}",
                f"{table.rows:,}",
                *(f"{count:,}" if table.status != "kept" else "" for count in checks),
                table.status,
            )
            notes += [
                f"{table.label}.{column}: {count:,} malformed values"
                for column, count in table.malformed.items()
            ]
            if table.extra:
                notes.append(
                    f"{table.label}: columns that the contract does not know were left out: "
                    + ", ".join(table.extra)
                )
            notes += [f"{table.label}: {note}" for note in table.notes]
        console.print(grid)
        for note in notes:
            console.print(note, markup=False, highlight=False, soft_wrap=True)
        if any(table.rejected or table.malformed for table in self.tables):
            console.print(
                "All rows are landed as they came. The build lists rejected rows (a required value "
                "or key is missing or malformed) with their reason in "
                "governance.fct_rejected_records; other malformed values become empty there."
            )
        areas = Grid("area", "has data", "no rows yet in", box=None, padding=(0, 2, 0, 0))
        for area in self.areas():
            areas.add_row(area.name, area.state, ", ".join(self.lacking(area)))
        console.print()
        console.print(areas)
        console.print()
        if self.is_unchanged:
            console.print(
                f"Unchanged: {self.landing} already holds exactly these files.", soft_wrap=True
            )
        else:
            console.print(f"Landed in {self.landing}", soft_wrap=True)
