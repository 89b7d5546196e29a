"""The site of a workspace: boards, docs, lineage and data quality, each one self-contained file.

Each role has a folder of its own that needs no file outside. Pages open from disk and from any web
server; nothing is fetched. They are written to a hidden directory beside the site and swapped in
when all are whole.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from clustomers.errors import ClustomersError
from clustomers.io.analyses import compile_analyses
from clustomers.io.published_tables import read_manifest
from clustomers.io.site_boards import Board, BoardRun, find_boards
from clustomers.io.site_catalog import generate_docs, generate_lineage, without_requests
from clustomers.io.site_facts import Facts, read_facts
from clustomers.io.site_pages import Page, render, with_header, with_new_header
from clustomers.io.site_personas import (
    COMPARISON,
    GLOSSARY,
    SECTIONS,
    Persona,
    persona_of_the_week,
    read_glossary,
    read_grouping,
    read_personas,
    read_research,
)
from clustomers.io.site_quality import read_quality
from clustomers.io.site_roles import Role, read_roles
from clustomers.workspace import Workspace, project_root

PARTS = ("boards", "docs", "lineage", "quality")

INDEX = Page("index.html", "Overview", "", "index")
DOCS = Page(
    "docs.html",
    "Docs",
    "Every table and column: what a row is, where it comes from, how it is tested, its SQL.",
    "docs",
)
LINEAGE = Page(
    "lineage.html",
    "Lineage",
    "Follow one column from a published table back to the files it was landed in, or forward to "
    "all that depends on it.",
    "lineage",
)
QUALITY = Page(
    "quality.html",
    "Data quality",
    "What was checked and found, build by build; how many landed rows were accepted, and why "
    "others were not.",
    "quality",
)


@dataclass
class Site:
    """What was made, and how long each part took; boards run beside the other parts."""

    path: Path
    seconds: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def show(self, console: Console) -> None:
        """Print it."""
        times = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in self.seconds.items())
        console.print(f"site {self.path / INDEX.file}\n  {times}", highlight=False, soft_wrap=True)
        for note in self.notes:
            console.print(f"  note: {note}", highlight=False, soft_wrap=True, markup=False)


def make_site(
    workspace: Workspace, only: str | None = None, charts: Path | None = None, parsed: Any = None
) -> Site:
    """Make the site, or one part of it again.

    Parameters
    ----------
    workspace
        Workspace with a publication.
    only
        One of ``boards``, ``docs``, ``lineage``, ``quality``; the other pages stay as they are.
    charts
        Directory of the boards, if not the project's ``charts/``.
    parsed
        The project as dbt's ``Manifest``, to save parsing it again.

    Returns
    -------
    Site
        What was made.

    Raises
    ------
    ClustomersError
        When nothing is published, a build holds the warehouse, a board names a column that is not
        there, or a tool fails. The site then stays as it was.
    """
    if only is not None and only not in PARTS:
        raise ClustomersError(f"{only}: no part of the site. Take one of {', '.join(PARTS)}.")
    os.environ["DO_NOT_TRACK"] = "1"
    started = time.perf_counter()
    boards = charts or project_root() / "charts"
    facts = read_facts(workspace)
    roles, personas = read_roles(workspace), read_personas(workspace)
    pages = _pages(boards, roles, personas)
    site = Site(workspace.site)
    with _new_site(workspace, keep=only is not None) as draft:
        _Maker(workspace, facts, pages, draft, site, roles, personas, parsed).make(only, boards)
    site.seconds["all"] = time.perf_counter() - started
    return site


def refresh_site(workspace: Workspace) -> None:
    """Bring the headers of a site up to date, so that they say that a later build failed.

    Takes well under a second. Does nothing where no site was made.
    """
    if not workspace.site.is_dir():
        return
    facts = read_facts(workspace)
    roles, personas = read_roles(workspace), read_personas(workspace)
    pages = _pages(project_root() / "charts", roles, personas)
    with _new_site(workspace, keep=True) as draft:
        _Maker(workspace, facts, pages, draft, Site(workspace.site), roles, personas).make_index()


def _pages(charts: Path, roles: list[Role], personas: list[Persona]) -> list[Page]:
    """Return all pages, in the order in which headers link them."""
    boards = find_boards(charts)
    pages = [INDEX, *(_board_page(board) for board in boards if not board.role)]
    for role in roles:
        pages.append(role.index)
        pages += [_board_page(board) for board in boards if board.role == role.role_id]
        pages.append(role.definitions)
        pages += [role.page_of(unit) for unit in role.units]
    pages += [COMPARISON, GLOSSARY, *(persona.page for persona in personas)]
    return [*pages, DOCS, LINEAGE, QUALITY]


class _Maker:
    """Writes the pages of one site."""

    def __init__(
        self,
        workspace: Workspace,
        facts: Facts,
        pages: list[Page],
        draft: Path,
        site: Site,
        roles: list[Role],
        personas: list[Persona],
        parsed: Any = None,
    ) -> None:
        self.workspace = workspace
        self.roles = roles
        self.personas = personas
        self.facts = facts
        self.draft = draft
        self.site = site
        self.pages = pages
        self.parsed = parsed
        self.project = project_root()
        self.target = self.project / os.environ.get("DBT_TARGET_PATH", "target")

    def make(self, only: str | None, charts: Path) -> None:
        """Write all pages, or those of one part and the index."""
        parts: dict[str, Callable[[], None]] = {
            "docs": self._docs,
            "lineage": self._lineage,
            "quality": self._quality,
        }
        wanted = PARTS if only is None else (only,)
        with ExitStack() as stack:
            run = None
            if "boards" in wanted:
                self._remove_boards()
                scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                run = BoardRun(charts, self.workspace, self.facts.currency, scratch)
                stack.callback(run.stop)
                run.render(self._analyses(charts))
            started = time.perf_counter()
            for name, make in parts.items():
                if name in wanted:
                    self._timed(name, make)
            if run:
                self.site.notes += run.finish()
                known = {page.file for page in self.pages}
                for board in run.boards:
                    if board.page not in known:
                        raise ClustomersError(
                            f"{board.path.parent}: no role of the seed roles has this name. "
                            "Rename the folder, or add the role and its KPIs."
                        )
                    self._adopt(run.page(board), _board_page(board))
                self._roles()
                self._personas()
                self.site.seconds["boards"] = time.perf_counter() - started
        self.make_index()

    def make_index(self) -> None:
        """Write the index, and bring the headers of pages that were kept up to date."""
        present = [page for page in self.pages if page is INDEX or self._path(page).is_file()]
        persona = persona_of_the_week(self.personas, self.facts.as_of_date)
        self._write(INDEX, render("index", self.facts, present, INDEX, persona=persona))
        for page in present[1:]:
            html = self._path(page).read_text(encoding="utf-8")
            self._write(page, with_new_header(html, self.facts, present, page))

    def _analyses(self, charts: Path) -> dict[str, str]:
        """Compile the analyses, if a board shows one."""
        if not any(board.analyses for board in find_boards(charts)):
            return {}
        return compile_analyses(self.workspace, self.project, self.target, self.parsed)

    def _remove_boards(self) -> None:
        """Remove the pages of boards and roles, of which there may be fewer now."""
        kept = {page.file for page in (INDEX, DOCS, LINEAGE, QUALITY)}
        for path in self.draft.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.suffix == ".html" and path.name not in kept:
                path.unlink()

    def _roles(self) -> None:
        for role in self.roles:
            boards = [
                page.seen_by(role.index)
                for page in self.pages
                if page.kind == "board" and page.folder == role.role_id
            ]
            self._render("role", role.index, role=role, boards=boards)
            self._render("definitions", role.definitions, role=role)
            for unit in role.units:
                self._render("unit", role.page_of(unit), unit=unit)

    def _personas(self) -> None:
        self._render(
            "personas",
            COMPARISON,
            personas=self.personas,
            grouping=read_grouping(self.workspace),
            research=read_research(self.workspace),
        )
        self._render("glossary", GLOSSARY, glossary=read_glossary(self.workspace))
        for persona in self.personas:
            self._render("persona", persona.page, persona=persona, sections=SECTIONS)

    def _render(self, template: str, page: Page, **values: Any) -> None:
        self._write(page, render(template, self.facts, self.pages, page, **values))

    def _timed(self, name: str, make: Callable[[], None]) -> None:
        started = time.perf_counter()
        make()
        self.site.seconds[name] = time.perf_counter() - started

    def _docs(self) -> None:
        page = generate_docs(self.workspace, self.project, self.target, self.parsed)
        self._write_framed(DOCS, without_requests(page.read_text(encoding="utf-8")))

    def _lineage(self) -> None:
        if not (self.target / "catalog.json").is_file():
            generate_docs(self.workspace, self.project, self.target, self.parsed)
        with tempfile.TemporaryDirectory() as scratch:
            page = generate_lineage(self.target, Path(scratch))
            self._adopt(page, LINEAGE)
            shutil.copyfile(
                page.with_name("colibri-manifest.json"), self.draft / "colibri-manifest.json"
            )

    def _quality(self) -> None:
        manifest = read_manifest(self.target / "manifest.json")
        quality = read_quality(self.workspace, manifest, self.target)
        self._render("quality", QUALITY, quality=quality)

    def _adopt(self, source: Path, page: Page) -> None:
        self._write_framed(page, source.read_text(encoding="utf-8"))

    def _write_framed(self, page: Page, html: str) -> None:
        self._write(page, with_header(html, self.facts, self.pages, page))

    def _write(self, page: Page, html: str) -> None:
        path = self._path(page)
        path.parent.mkdir(exist_ok=True)
        path.write_text(html, encoding="utf-8")

    def _path(self, page: Page) -> Path:
        return self.draft / page.file


def _board_page(board: Board) -> Page:
    return Page(board.page, board.title, board.description, "board")


@contextmanager
def _new_site(workspace: Workspace, keep: bool) -> Iterator[Path]:
    """Yield a draft of the site, with the present pages if they are kept; then swap it in."""
    draft = workspace.root / ".site.next"
    previous = workspace.root / ".site.previous"
    try:
        if previous.exists() and not workspace.site.exists():
            previous.rename(workspace.site)
        for leftover in (draft, previous):
            shutil.rmtree(leftover, ignore_errors=True)
        if keep and workspace.site.is_dir():
            shutil.copytree(workspace.site, draft)
        else:
            draft.mkdir()
    except OSError as error:
        raise ClustomersError(
            f"{workspace.root}: cannot be written ({error.strerror}). Mend its permissions."
        ) from error
    try:
        yield draft
        if workspace.site.exists():
            workspace.site.rename(previous)
        draft.rename(workspace.site)
        shutil.rmtree(previous, ignore_errors=True)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
