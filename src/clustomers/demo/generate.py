"""Makes the demo company: chunk by chunk, beside what is there, swapped in at the end."""

import shutil
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table as Grid

from clustomers.demo.company import Company, Settings
from clustomers.demo.maker import Maker
from clustomers.demo.parallel import LEAST_CHUNKS, Share, make_chunks
from clustomers.demo.zone import Truth, Zone
from clustomers.errors import ClustomersError
from clustomers.io.contracts import System, read_contracts
from clustomers.io.landing_zone import open_zone
from clustomers.workspace import Workspace, project_root

EVENTS = (("web", "events"), ("app", "events"), ("server", "events"))


@dataclass
class DemoReport:
    """What was written."""

    settings: Settings
    root: Path
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    truth_rows: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def events(self) -> int:
        """Number of rows of the three collectors."""
        return sum(self.rows.get(table, 0) for table in EVENTS)

    def show(self, console: Console) -> None:
        """Print the tables and what it took."""
        grid = Grid("table", "rows", title=f"Landed in {self.root}/landing", title_justify="left")
        grid.columns[1].justify = "right"
        for (system, table), count in sorted(self.rows.items()):
            grid.add_row(f"{system}.{table}", f"{count:,}")
        console.print(grid)
        settings = self.settings
        console.print(
            f"{settings.customers:,} customers from {settings.start} to {settings.as_of}, seed "
            f"{settings.seed}: {len(self.rows)} tables, {sum(self.rows.values()):,} rows, of which "
            f"{self.events:,} events, in {self.seconds:.1f} s "
            f"({self.events / max(self.seconds, 1e-9):,.0f} events/s). "
            f"The truth ({sum(self.truth_rows.values()):,} rows) is in {self.root}/truth.",
            soft_wrap=True,
            highlight=False,
        )


def as_of_date(text: str) -> date:
    """Return the day that a person typed; a `ClustomersError` when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ClustomersError(
            f"--as-of {text}: not a day. Write it as 2026-09-30 (year-month-day)."
        ) from error


def generate(
    settings: Settings,
    workspace: Workspace,
    console: Console | None = None,
    contracts: Mapping[str, System] | None = None,
) -> DemoReport:
    """Make the demo company and put it into a workspace.

    Parameters
    ----------
    settings
        Size, seed and period. The same settings give the same data.
    workspace
        Where ``landing`` and ``truth`` are replaced, as a whole or not at all.
    console
        Where the progress bar goes; none when not given.
    contracts
        Contracts of the landed tables; the project's when not given.

    Raises
    ------
    ClustomersError
        When the workspace holds landed data that are not a demo's.
    """
    contracts = contracts or read_contracts(project_root())
    began = time.perf_counter()
    report = DemoReport(settings, workspace.root)
    truth_root = workspace.root / "truth"
    with open_zone(workspace) as landing:
        if landing.tables() and not (truth_root / "effects.parquet").is_file():
            raise ClustomersError(
                f"{workspace.landing}: holds data that the demo did not write, and would be lost. "
                "Name another directory with --workspace, or remove the landed files first."
            )
        beside = workspace.root / "truth.next"
        shutil.rmtree(beside, ignore_errors=True)
        try:
            with Zone(landing.next, contracts) as zone, Truth(beside) as truth:
                maker = Maker(Company.of(settings), zone, truth)
                shares = _make(maker, landing.next, truth, contracts, console)
            # The old truth goes first: landed data never stand beside another company's truth.
            shutil.rmtree(truth_root, ignore_errors=True)
            landing.swap()
            beside.rename(truth_root)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    landed = Counter(zone.rows)
    for share in shares:
        landed.update(share.rows)
    report.rows, report.truth_rows = dict(landed), truth.rows
    report.seconds = time.perf_counter() - began
    return report


def _make(
    maker: Maker,
    zone_root: Path,
    truth: Truth,
    contracts: Mapping[str, System],
    console: Console | None,
) -> list[Share]:
    """Make the company's tables, then everybody's, then what all of them came to."""
    settings = maker.company.settings
    chunks = list(settings.chunks())
    shares: list[Share] = []
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=console is None, transient=True) as progress:
        task = progress.add_task("demo company", total=settings.customers)
        maker.company_tables()
        if len(chunks) < LEAST_CHUNKS:
            for chunk, first, size in chunks:
                maker.chunk(chunk, first, size)
                progress.advance(task, size)
        else:
            shares = make_chunks(
                maker, zone_root, truth, contracts, lambda size: progress.advance(task, size)
            )
        maker.totals()
    return shares
