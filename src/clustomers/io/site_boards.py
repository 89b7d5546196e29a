"""Boards: every YAML in charts/ rendered by dbt Charts into one self-contained page.

Boards of a role are in the folder of its name.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import yaml

from clustomers.errors import ClustomersError
from clustomers.io.site_board_columns import unknown_columns
from clustomers.workspace import Workspace

DEFAULTS = "meta.yml"
SOURCE = "published"
# Currencies that dbt Charts can write.
CURRENCIES = frozenset("USD EUR GBP JPY CAD AUD CHF SEK NOK DKK INR CNY BRL MXN".split())

# Told, not fatal: what depends on the data, for longer names or fewer rows must not stop a build,
# and advice on style. Every other warning says that the board shows something wrong.
_TOLERATED = re.compile(
    r"WARN-(QUERY-RETURNED-ZERO-ROWS|Y-ENCODING-MOSTLY-NULL|TEMPORAL-SINGLE-POINT|PIE-.*|TOO-MANY-.*"
    r"|CATEGORY-COLOR-PIN-UNSEEN|LEGEND-.*|ENDPOINT-LABEL-.*|LAYOUT-MIN-EXCEEDS-HEIGHT|STATIC-PAGINATION-CAPPED"
    r"|SERIES-LABELS-REPEAT-WORD|.*REDUNDANT.*|TABLE-.*|.*-(TRUNCATED|COLLISION|OVERFLOW|CROWD-WIDTH|TOO-NARROW|BELOW-MINIMUM))"
)


@dataclass(frozen=True)
class Board:
    """One board: its file, what it says of itself in ``title`` and ``notes``, and all it holds."""

    path: Path
    title: str
    description: str
    content: dict[str, Any]

    role: str = ""

    @property
    def page(self) -> str:
        """Its page in the site."""
        return f"{self.role}/{self.path.stem}.html" if self.role else f"{self.path.stem}.html"

    @property
    def stem(self) -> str:
        """Its name among all boards, for dbt Charts writes all pages into one directory."""
        return f"{self.role}__{self.path.stem}" if self.role else self.path.stem

    @property
    def analyses(self) -> set[str]:
        """Analyses that it shows."""
        queries = (self.content.get("queries") or {}).values()
        return {query["analysis"] for query in queries if _is_analysis(query)}


def find_boards(charts: Path) -> list[Board]:
    """Return the boards of a directory and of the roles' folders in it, in order of their names.

    Raises
    ------
    ClustomersError
        When a file is no YAML mapping.
    """
    paths = sorted(charts.glob("*.yml")) + sorted(charts.glob("*/*.yml"))
    paths = [path for path in paths if path.name != DEFAULTS]
    return [
        Board(
            path,
            str(content.get("title") or path.stem.replace("_", " ")),
            str(content.get("notes") or "").strip(),
            content,
            "" if path.parent == charts else path.parent.name,
        )
        for path, content in ((path, _read(path)) for path in paths)
    ]


# dbt Charts takes longer to import than most boards to draw: that is done while analyses compile.
_RENDERER = """
import json, sys
import dbt_charts.agent_api.project_session
from dbt_charts.cli.main import app
sys.argv = ["dct", *json.loads(sys.stdin.readline())]
sys.exit(app())
"""


class BoardRun:
    """All boards being rendered by one process of dbt Charts, while other pages are made.

    Parameters
    ----------
    charts
        Directory of the boards, ``charts/`` of the project.
    workspace
        Workspace whose published file they read.
    currency
        ISO code of the currency that amounts are in; None leaves the default.
    scratch
        Empty directory to work in; the pages are written to ``scratch/pages``.
    """

    def __init__(
        self, charts: Path, workspace: Workspace, currency: str | None, scratch: Path
    ) -> None:
        self._charts = charts
        self._workspace = workspace
        self._currency = currency
        self._scratch = scratch
        self.boards = find_boards(charts)
        self._pages = scratch / "pages"
        self._errors = scratch / "diagnostics"
        self._pages.mkdir(parents=True)
        self._process = self._start() if self.boards else None

    def _start(self) -> subprocess.Popen[bytes]:
        if find_spec("dbt_charts") is None:
            raise ClustomersError("dbt Charts is not installed. `make build` installs it.")
        with self._errors.open("wb") as errors:
            return subprocess.Popen(
                [sys.executable, "-c", _RENDERER],
                cwd=self._scratch,
                env={**os.environ, "DO_NOT_TRACK": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )

    def render(self, analyses: Mapping[str, str]) -> None:
        """Begin to draw.

        Parameters
        ----------
        analyses
            SQL of the analyses that boards show, by name.

        Raises
        ------
        ClustomersError
            When a query of a board fails, a chart names a column that its query does not return, or
            a board names an analysis that is not there.
        """
        self.boards = [_with_analyses(board, analyses) for board in self.boards]
        _check_columns(self.boards, self._workspace)
        _write_project(self._charts, self.boards, self._workspace, self._currency, self._scratch)
        if self._process is None or self._process.stdin is None:
            return
        arguments = [
            *("--no-workspace-guard", "render"),
            *(f"charts/{board.stem}.yml" for board in self.boards),
            *("--project-dir", str(self._scratch), "--format", "html", "--no-cache"),
            *("--diagnostics-json", "--output", str(self._pages / "{stem}.html")),
        ]
        with suppress(BrokenPipeError), self._process.stdin as pipe:
            pipe.write(json.dumps(arguments).encode() + b"\n")

    def page(self, board: Board) -> Path:
        """Return the file that dbt Charts writes for a board."""
        return self._pages / f"{board.stem}.html"

    def stop(self) -> None:
        """End the process, if it still runs."""
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def finish(self) -> list[str]:
        """Wait for the boards.

        Returns
        -------
        list of str
            What a person may want to know, such as a text that did not fit.

        Raises
        ------
        ClustomersError
            When a board has an error or a warning that its author must mend.
        """
        if self._process is None:
            return []
        code = self._process.wait()
        lines = self._errors.read_text(encoding="utf-8", errors="replace").splitlines()
        problems, notes = [], []
        for found in _diagnostics(lines):
            text = f"{self._place(found)}: {found['message']}"
            if found.get("level") == "warning" and _TOLERATED.fullmatch(str(found["code"])):
                notes.append(text)
            else:
                problems.append(f"{text} {found.get('fix') or 'Mend the board.'}".strip())
        missing = [board.page for board in self.boards if not self.page(board).is_file()]
        if not problems and (code != 0 or missing):
            tail = " ".join(lines[-3:])
            problems.append(
                f"{self._charts}: dbt Charts ended with code {code} and left out "
                f"{', '.join(missing) or 'nothing'}. It said: {tail}"
            )
        if problems:
            raise ClustomersError(list(dict.fromkeys(problems)))
        return list(dict.fromkeys(notes))

    def _place(self, found: dict[str, Any]) -> str:
        """Say where a diagnostic points: file, line, chart."""
        at = found.get("range") or {}
        paths = {board.stem: board.path for board in self.boards}
        file = paths.get(Path(str(at.get("file") or "")).stem, self._charts)
        line = f", line {at['start_line']}" if at.get("start_line") else ""
        chart = found.get("chart") or found.get("fields", {}).get("chart_id")
        return f"{file}{line}" + (f", chart {chart}" if chart else "")


def _check_columns(boards: list[Board], workspace: Workspace) -> None:
    with duckdb.connect(str(workspace.published), read_only=True) as published:
        problems = [
            problem
            for board in boards
            for problem in unknown_columns(board.path, board.content, published)
        ]
    if problems:
        raise ClustomersError(problems)


def _diagnostics(lines: list[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if not line.startswith("{"):
            continue
        try:
            found = json.loads(line)
        except json.JSONDecodeError:
            continue
        if found.get("level") in {"error", "warning"}:
            yield found


def _is_analysis(query: object) -> bool:
    return isinstance(query, dict) and set(query) == {"analysis"}


def _with_analyses(board: Board, analyses: Mapping[str, str]) -> Board:
    """Put the SQL of analyses in place of their names."""
    unknown = sorted(board.analyses - set(analyses))
    if unknown:
        raise ClustomersError(
            f"{board.path}: there is no analysis {', '.join(unknown)}. "
            f"analyses/ has {', '.join(sorted(analyses)) or 'none'}."
        )
    if not board.analyses:
        return board
    queries = {
        name: analyses[query["analysis"]] if _is_analysis(query) else query
        for name, query in board.content["queries"].items()
    }
    return replace(board, content={**board.content, "queries": queries})


def _write_project(
    charts: Path, boards: list[Board], workspace: Workspace, currency: str | None, scratch: Path
) -> None:
    """Write the boards to where they see one source only, the published file."""
    (scratch / "charts").mkdir()
    for board in boards:
        target = scratch / "charts" / f"{board.stem}.yml"
        if _read(board.path) == board.content:
            # As it is written, so that what dbt Charts says names the right line.
            shutil.copyfile(board.path, target)
        else:
            target.write_text(
                yaml.safe_dump(board.content, sort_keys=False, allow_unicode=True),
                encoding="utf-8",
            )
    source = {"type": "duckdb", "path": str(workspace.published.resolve())}
    (scratch / "dbt_charts.yml").write_text(
        yaml.safe_dump({"sources": {SOURCE: source}}), encoding="utf-8"
    )
    defaults = scratch / "charts" / DEFAULTS
    settings = _read(charts / DEFAULTS) if (charts / DEFAULTS).is_file() else {}
    settings.setdefault("source", SOURCE)
    if currency in CURRENCIES:
        settings.setdefault("regional", {}).setdefault("currency", currency)
    defaults.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ClustomersError(f"{path}: is no valid YAML ({error}). Mend it.") from error
    if not isinstance(content, dict):
        raise ClustomersError(f"{path}: a board is a mapping with a title, queries and charts.")
    return content
