"""The site as a reader meets it: in a browser, from disk and from a web server."""

import json
import os
import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from browser import chromium
from dbt.contracts.graph.manifest import Manifest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from clustomers.errors import ClustomersError
from clustomers.io.analyses import compile_analyses
from clustomers.io.site import make_site, refresh_site
from clustomers.io.site_roles import Unit, read_roles
from clustomers.workspace import Workspace

PROJECT = Path(__file__).parents[3]
# Pages that are for everybody; each role has a folder beside them.
PAGES = ("index.html", "docs.html", "lineage.html", "quality.html")
ROLES = (
    *("data_stewards", "executive", "marketing", "practice_managers", "product", "sales"),
    "store_managers",
)
BOARD = "executive/overview.html"
STORIES = {
    "store_managers/cafe_lunch_lull.html": "cafe_lunch_lull",
    "practice_managers/dental_last_minute_cancellations.html": "dental_last_minute_cancellations",
    "sales/software_product_qualified_leads.html": "software_product_qualified_leads",
    "store_managers/boutique_weather_and_stock.html": "boutique_weather_and_stock",
}
OPENED = {
    "index.html": "text=Predictions that were refused",
    BOARD: "#chart-net_sales",
    "store_managers/index.html": "#kpis",
    "store_managers/definitions.html": ".definitions",
    "docs.html": ".app",
    "lineage.html": "#root header",
    "quality.html": "#checks",
}
# What fills the window below the header.
FULL_WINDOW = {"docs.html": ".app", "lineage.html": "#root > *"}


@pytest.fixture(scope="module")
def workspace(
    built_workspace: Path, parsed: Manifest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    """Return a copy of a built and published workspace with its site."""
    root = tmp_path_factory.mktemp("site") / "workspace"
    root.mkdir()
    published = (built_workspace / "published.duckdb").resolve()
    shutil.copy(published, root / published.name)
    (root / "published.duckdb").symlink_to(published.name)
    shutil.copy(built_workspace / "warehouse.duckdb", root)
    target = built_workspace / "target"
    if not target.is_dir():
        target = Path(os.environ["DBT_TARGET_PATH"])
    shutil.copytree(target, root / "target")
    (root / "landing").symlink_to((built_workspace / "landing").resolve())
    copy = Workspace(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBT_TARGET_PATH", str(root / "target"))
        patch.setenv("DBT_LOG_PATH", str(root / "logs"))
        patch.chdir(PROJECT)
        make_site(copy, parsed=parsed)
        yield copy


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def server(workspace: Workspace) -> Iterator[str]:
    """Serve the site below a path, as a company would."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None: ...

    handler = partial(Quiet, directory=str(workspace.root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/site/"
        http.shutdown()


@dataclass
class Visit:
    """What came of opening one page."""

    own_url: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    publication_id: str = ""
    as_of_date: str = ""
    notices: int = 0
    header_bottom: float = 0
    content_top: float = 0
    content_bottom: float = 0
    links: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("request", self._asked)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def read(self, page: Page) -> None:
        header = page.locator("#edition")
        assert header.is_visible()
        self.publication_id = header.locator("[data-fact=publication-id]").inner_text()
        self.as_of_date = header.locator("[data-fact=as-of-date]").inner_text()
        self.notices = header.locator("[role=status]").count()
        self.links = page.eval_on_selector_all(
            "#edition a, main a", "found => found.map(link => link.getAttribute('href'))"
        )
        self.header_bottom = _edge(page, "#edition", "bottom")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            self.requests.append(request.url.partition("#")[0])

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


def _edge(page: Page, selector: str, edge: str) -> float:
    script = "(element, edge) => element.getBoundingClientRect()[edge]"
    return float(page.eval_on_selector(selector, script, edge))


@pytest.fixture(scope="module", params=["disk", "server"])
def visits(
    request: pytest.FixtureRequest, browser: Browser, workspace: Workspace, server: str
) -> dict[str, Visit]:
    """Open every page once and return what was seen."""
    base = f"{workspace.site.as_uri()}/" if request.param == "disk" else server
    seen = {}
    for name in OPENED:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        visit = seen[name] = Visit(base + name)
        visit.watch(page)
        page.goto(base + name)
        page.wait_for_selector(OPENED[name], state="attached")
        page.wait_for_timeout(300)
        visit.read(page)
        if name in FULL_WINDOW:
            visit.content_top = _edge(page, FULL_WINDOW[name], "top")
            visit.content_bottom = _edge(page, FULL_WINDOW[name], "bottom")
        page.close()
    return seen


@pytest.fixture(scope="module")
def board(browser: Browser, workspace: Workspace) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto((workspace.site / BOARD).as_uri())
    yield page
    page.close()


@pytest.fixture(scope="module")
def published(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(workspace.published), read_only=True) as connection:
        yield connection


def test_no_page_asks_for_anything_but_itself(visits: dict[str, Visit]) -> None:
    assert {name: visit.requests for name, visit in visits.items()} == {
        name: [visit.own_url] for name, visit in visits.items()
    }


def test_no_page_complains(visits: dict[str, Visit]) -> None:
    assert {name: visit.complaints for name, visit in visits.items() if visit.complaints} == {}


def test_every_page_says_which_publication_and_as_of_when(
    visits: dict[str, Visit], published: duckdb.DuckDBPyConnection
) -> None:
    ((publication_id, as_of_date),) = published.execute(
        "select distinct publication_id, as_of_date from governance.dim_publication"
    ).fetchall()
    for name, visit in visits.items():
        assert (visit.publication_id, visit.as_of_date) == (publication_id, str(as_of_date)), name
        assert visit.notices == 0, name


def test_the_header_covers_nothing(visits: dict[str, Visit]) -> None:
    for name in FULL_WINDOW:
        visit = visits[name]
        assert visit.content_top >= visit.header_bottom - 1, name
        assert visit.content_bottom <= 901, name


def test_pages_for_everybody_link_each_other_and_each_role(visits: dict[str, Visit]) -> None:
    expected = {*PAGES, *(f"{role}/index.html" for role in ROLES), "personas/index.html"}
    for name in PAGES:
        cards = {link for link in visits[name].links if link.startswith("personas/persona-")}
        assert set(visits[name].links) - cards == expected, name
        assert len(cards) == (name == "index.html")  # the persona of the week


def test_a_roles_folder_needs_no_file_outside(workspace: Workspace) -> None:
    """It can be given to somebody who may see nothing else."""
    for role in ROLES:
        folder = workspace.site / role
        for page in folder.glob("*.html"):
            html = page.read_text(encoding="utf-8")
            links = re.findall(r'<a[^>]* href="([^"#]+)', html.partition("<svg")[0])
            assert [link for link in links if not (folder / link).is_file()] == [], page
            assert "../" not in links


def test_every_role_has_a_board_and_opens_with_what_changed(
    browser: Browser, workspace: Workspace, published: duckdb.DuckDBPyConnection
) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    for role in ROLES:
        sentences = published.execute(
            "select sentence from kpis.rpt_what_changed where role_id = ? and week_start_date = "
            "(select max(week_start_date) from kpis.rpt_what_changed) order by place",
            [role],
        ).fetchall()
        page.goto((workspace.site / role / "index.html").as_uri())
        shown = page.locator("#changed li").all_inner_texts()
        assert len(shown) == len(sentences)
        assert all(
            text.startswith(wanted) for text, (wanted,) in zip(shown, sentences, strict=True)
        )
        kpis = published.execute(
            "select count(*) from kpis.dim_role_kpis where role_id = ?", [role]
        ).fetchall()
        assert page.locator("#kpis tr[data-kpi]").count() == kpis[0][0]
        assert (workspace.site / role / "overview.html").is_file()
    page.close()


def test_definitions_are_where_links_lead(workspace: Workspace) -> None:
    for role in ROLES:
        folder = workspace.site / role
        defined = set(re.findall(r'<dt id="(\w+)"', (folder / "definitions.html").read_text()))
        for page in folder.glob("*.html"):
            assert set(re.findall(r"definitions\.html#(\w+)", page.read_text())) <= defined, page


def test_every_store_practice_and_team_has_a_page_with_its_own_numbers(
    browser: Browser, workspace: Workspace, published: duckdb.DuckDBPyConnection
) -> None:
    rows = published.execute(
        "select role_id, unit_id, kpi_id, period_type, value_text, verdict "
        "from kpis.rpt_frontline_numbers order by 1, 2"
    ).fetchall()
    assert rows
    files = _unit_pages(workspace)
    page = browser.new_page()
    opened = ""
    for role_id, unit_id, kpi_id, period_type, value, verdict in rows:
        url = (workspace.site / files[role_id, unit_id]).as_uri()
        if url != opened:
            page.goto(url)
            opened = url
        tile = page.locator(f".tile[data-kpi={kpi_id}][data-period={period_type}]")
        assert tile.locator("b").inner_text() == (value or "\N{EN DASH}")
        assert verdict in tile.locator("span").inner_text()
    page.close()


def test_a_phone_reads_the_frontline_without_zooming_or_scrolling_sideways(
    browser: Browser, workspace: Workspace
) -> None:
    one_of_each = {role: page for (role, _), page in sorted(_unit_pages(workspace).items())}
    pages = [*one_of_each.values(), *(f"{role}/index.html" for role in ROLES)]
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    for name in pages:
        phone.goto((workspace.site / name).as_uri())
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, name
        sizes = phone.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => e.innerText?.trim())"
            ".map(e => parseFloat(getComputedStyle(e).fontSize))"
        )
        assert min(sizes) >= 12, name
    phone.close()


def _unit_pages(workspace: Workspace) -> dict[tuple[str, str], str]:
    """Page by role and store, practice or team."""
    return {
        (role.role_id, unit.unit_id): role.page_of(unit).file
        for role in read_roles(workspace)
        for unit in role.units
    }


def test_no_two_units_share_a_page_and_none_is_another_page() -> None:
    ids = ["a b", "a-b", "A-B", "index", "definitions", "\N{GREEK SMALL LETTER OMEGA}", ".."]
    files = [Unit(unit_id, unit_id, [], [], []).file for unit_id in ids]
    assert len(set(files)) == len(ids)
    assert all(re.fullmatch(r"unit-[a-z0-9-]+\.html", file) for file in files)


def test_pages_of_removed_boards_and_roles_go(workspace: Workspace, tmp_path: Path) -> None:
    moved = Workspace(tmp_path)
    shutil.copyfile(workspace.published, moved.published)
    stale = [moved.site / "executive.html", moved.site / "old_role" / "index.html"]
    kept = moved.site / "docs.html"
    for path in (*stale, kept):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("<header></header>", encoding="utf-8")
    empty = tmp_path / "charts"
    empty.mkdir()
    make_site(moved, only="boards", charts=empty)
    assert [path for path in stale if path.exists()] == []
    assert kept.exists()
    assert (moved.site / "executive" / "index.html").exists()


def test_stories_show_what_their_analysis_finds(
    browser: Browser, workspace: Workspace, published: duckdb.DuckDBPyConnection, parsed: Manifest
) -> None:
    target = Path(os.environ["DBT_TARGET_PATH"])
    analyses = compile_analyses(workspace, PROJECT, target, parsed)
    page = browser.new_page()
    for file, name in STORIES.items():
        page.goto((workspace.site / file).as_uri())
        text = _text(page, "findings")
        found = published.execute(f"select estimate from ({analyses[name]})").fetchall()
        for (estimate,) in found:
            assert estimate is None or f"{estimate:.3f}" in text, (file, estimate)
    page.close()


def _text(page: Page, chart: str) -> str:
    """Return the text of a chart, its words separated by single spaces."""
    parts = page.locator(f"#chart-{chart} text").all_text_contents()
    return " ".join(" ".join(parts).replace("\N{MINUS SIGN}", "-").split())


def test_the_tiles_equal_the_published_scorecard(
    board: Page, published: duckdb.DuckDBPyConnection
) -> None:
    rows = published.execute(
        "select kpi_id, kpi_value, previous_value, change_share from kpis.rpt_kpi_scorecard "
        "where dimension_name = 'all'"
    ).fetchall()
    kpis = {kpi_id: (value, previous, change) for kpi_id, value, previous, change in rows}
    expected = {
        "net_sales": f"{kpis['net_sales'][0]:,.0f}",
        "orders": f"{kpis['orders'][0]:,.0f}",
        "average_order_value": f"{kpis['average_order_value'][0]:,.2f}",
        "active_customers": f"{kpis['active_customers'][0]:,.0f}",
        "new_customers": f"{kpis['new_customers'][0]:,.0f}",
        "retention_rate": f"{100 * kpis['retention_rate'][0]:.1f}",
    }
    for chart, value in expected.items():
        assert value in _text(board, chart)
    for chart in ("net_sales", "orders", "average_order_value", "active_customers"):
        assert f"{kpis[chart][2]:+.1%}" in _text(board, chart)
    points = 100 * (kpis["retention_rate"][0] - kpis["retention_rate"][1])
    assert f"{points:+.1f} pts" in _text(board, "retention_rate")


def test_the_sales_bars_equal_the_published_months(
    board: Page, published: duckdb.DuckDBPyConnection
) -> None:
    months = published.execute(
        "select kpi_value from kpis.fct_kpis where kpi_id = 'net_sales' and is_complete_period "
        "and period_type = 'month' and dimension_name = 'all' "
        "order by period_start_date desc limit 13"
    ).fetchall()
    shown = _text(board, "sales_by_month")
    assert [label for label in (_short(value) for (value,) in months) if label not in shown] == []


def _short(value: float) -> str:
    """Write an amount as the labels do: three digits and k or mn."""
    for size, suffix in ((1e6, "mn"), (1e3, "k"), (1, "")):
        if abs(value) >= size:
            digits = f"{value / size:.3g}"
            return f"${float(digits):g}{suffix}"
    return f"${value:.3g}"


def test_the_segments_equal_the_published_table(
    board: Page, published: duckdb.DuckDBPyConnection
) -> None:
    rows = published.execute(
        "select segment, customer_count, net_sales_share from segments.dim_segments "
        "where segment_type = 'rfm' and customer_count > 0"
    ).fetchall()
    assert rows
    text = _text(board, "segments")
    for segment, count, share in rows:
        assert re.search(rf"{segment} {count:,} {round(100 * share)}%", text), segment


def test_retention_equals_the_published_cohorts(
    board: Page, published: duckdb.DuckDBPyConnection
) -> None:
    cohorts = published.execute(
        """
        select strftime(cohort_month, '%Y-%m'), any_value(cohort_customer_count),
            list(retention_share order by month_number)
        from kpis.fct_retention_cohorts
        where is_complete_period and month_number between 1 and 12 and cohort_customer_count >= 10
        group by 1
        """
    ).fetchall()
    text = _text(board, "cohorts")
    for month, size, shares in cohorts:
        cells = " ".join(f"{100 * share:.0f}%" for share in shares)
        assert f"{month} ({size}) {cells}" in text


def test_the_receipts_equal_the_published_table(
    board: Page, published: duckdb.DuckDBPyConnection
) -> None:
    rows = published.execute(
        "select output, status from predictions.fct_prediction_receipts"
    ).fetchall()
    text = _text(board, "receipts")
    assert [row for row in rows if f"{row[0]} {row[1]}" not in text] == []
    has_values = published.execute("select count(*) > 0 from predictions.fct_customer_clv")
    assert (board.locator("#chart-value_deciles").count() == 1) is has_values.fetchall()[0][0]


def test_no_text_of_the_board_is_cut_off(board: Page) -> None:
    words = board.locator("svg text").all_text_contents()
    assert [word for word in words if word.rstrip().endswith("…") and word != "They …"] == []


def test_the_quality_page_equals_the_logs(browser: Browser, workspace: Workspace) -> None:
    page = browser.new_page()
    page.goto((workspace.site / "quality.html").as_uri())
    with duckdb.connect(str(workspace.warehouse), read_only=True) as warehouse:
        landed = warehouse.execute(
            "select system_name || '.' || table_name, landed_count, accepted_count, "
            "duplicate_count, rejected_count, malformed_value_count "
            "from governance.fct_landed_records "
            "where (system_name, table_name) in "
            "(select (system_name, table_name) from raw.landed_tables)"
        ).fetchall()
        missing = warehouse.execute(
            "select suite_name from governance.expectations_log "
            "qualify row_number() over (partition by suite_name order by recorded_at desc) = 1 "
            "and outcome = 'not landed' and contains(suite_name, '.')"
        ).fetchall()
    for name, *counts in landed:
        cells = page.locator(f"#landed tr[data-table='{name}'] td").all_inner_texts()
        assert cells == [name, *(f"{count:,}" for count in counts)]
    for (name,) in missing:
        row = page.locator(f"#checks tr[data-table='{name}']")
        assert row.locator(".status").first.inner_text() == "not landed"
    assert page.locator("#builds tr").count() > 1
    page.close()


def test_lineage_follows_net_amount_to_all_landed_lines(
    workspace: Workspace,
) -> None:
    manifest = json.loads((workspace.site / "colibri-manifest.json").read_text())
    parents: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for edge in manifest["lineage"]["edges"]:
        child = (edge["target"], edge["targetColumn"])
        parents.setdefault(child, set()).add((edge["source"], edge["sourceColumn"]))
    found: set[tuple[str, str]] = set()
    waiting = {("model.clustomers.fct_orders", "net_amount")}
    while waiting:
        column = waiting.pop()
        found.add(column)
        waiting |= parents.get(column, set()) - found
    assert ("source.clustomers.pos.receipt_lines", "net_amount") in found
    assert ("source.clustomers.shop.order_lines", "net_amount") in found
    assert ("source.clustomers.pos.products", "product_id") not in found


def _charts(directory: Path, chart: Mapping[str, Any], sql: str = "customer_count") -> Path:
    """Write a board of one chart and return its directory."""
    charts = directory / "charts"
    charts.mkdir()
    board = {
        "queries": {"sizes": f"select segment, {sql} as customers from segments.dim_segments"},
        "charts": {"sizes": {"query": "sizes", "title": "Sizes", **chart}},
        "rows": ["sizes"],
    }
    (charts / "small.yml").write_text(yaml.safe_dump(board))
    return charts


@pytest.mark.parametrize(
    ("chart", "sql", "told"),
    [
        ({"type": "bar", "x": "segment", "y": "custmers"}, "customer_count", "y names custmers"),
        (
            {"type": "table", "style": {"columns": {"custmers": {"label": "Customers"}}}},
            "customer_count",
            "style.columns names custmers",
        ),
        ({"type": "bar", "x": "segment", "y": "customers"}, "custmer_count", "custmer_count"),
        ({"type": "bra", "x": "segment", "y": "customers"}, "customer_count", "bra"),
    ],
    ids=["channel", "column setting", "sql", "chart type"],
)
def test_a_board_with_a_mistake_fails_and_the_site_stays(
    workspace: Workspace, tmp_path: Path, chart: Mapping[str, Any], sql: str, told: str
) -> None:
    before = {path.name: path.stat().st_mtime for path in workspace.site.iterdir()}
    with pytest.raises(ClustomersError) as caught:
        make_site(workspace, only="boards", charts=_charts(tmp_path, chart, sql))
    assert any("small.yml" in problem and told in problem for problem in caught.value.problems)
    assert {path.name: path.stat().st_mtime for path in workspace.site.iterdir()} == before


def test_an_unknown_part_is_named() -> None:
    with pytest.raises(ClustomersError, match="boards, docs, lineage, quality"):
        make_site(Workspace(Path("nowhere")), only="bords")


def test_nothing_published_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ClustomersError, match="clustomers publish"):
        make_site(Workspace(tmp_path))


@pytest.mark.parametrize(("status", "told"), [("failed", "failed"), ("running", "did not finish")])
def test_a_later_build_that_failed_is_told_on_every_page(
    workspace: Workspace, status: str, told: str
) -> None:
    insert = """
        insert into governance.builds_log
            (invocation_id, command, status, is_sample, started_at, finished_at)
        select 'later', 'build', ?, false, max(finished_at) + interval 1 hour, null
        from governance.builds_log
    """
    with duckdb.connect(str(workspace.warehouse)) as warehouse:
        warehouse.execute(insert, [status])
    try:
        refresh_site(workspace)
        for name in OPENED:
            html = (workspace.site / name).read_text()
            (notice,) = re.findall(r'role="status">([^<]*)<', html)
            assert re.fullmatch(rf"A later build, started .* UTC, {told}\..*", notice), name
    finally:
        with duckdb.connect(str(workspace.warehouse)) as warehouse:
            warehouse.execute("delete from governance.builds_log where invocation_id = 'later'")
        refresh_site(workspace)
    assert 'role="status"' not in (workspace.site / "docs.html").read_text()


def test_a_card_shows_its_sentences_and_needs_nothing_else(
    browser: Browser, workspace: Workspace, published: duckdb.DuckDBPyConnection
) -> None:
    """Every sentence of the table, the status and what to do, at desktop and phone width."""
    personas = published.execute(
        "select persona_id, persona_name, status, objective from clustomers.dim_personas"
    ).fetchall()
    assert len(personas) >= 2
    for width in (1400, 390):
        page = browser.new_page(viewport={"width": width, "height": 900})
        for persona_id, name, status, objective in personas:
            page.goto((workspace.site / "personas" / f"{persona_id}.html").as_uri())
            text = page.locator("main").inner_text()
            sentences = published.execute(
                "select sentence from clustomers.rpt_persona_cards where persona_id = ?",
                [persona_id],
            ).fetchall()
            assert all(sentence in text for (sentence,) in sentences), name
            assert page.locator("h1").inner_text() == name
            assert status in text
            assert objective in text
            assert page.locator("svg.avatar").get_attribute("aria-label") == f"Drawn face of {name}"
            levels = page.eval_on_selector_all(
                "main :is(h1, h2, h3)", "found => found.map(one => Number(one.tagName[1]))"
            )
            assert levels[0] == 1
            assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width
            for link in page.locator("main a").all():
                file, _, term = (link.get_attribute("href") or "").partition("#")
                glossary = (workspace.site / "personas" / file).read_text(encoding="utf-8")
                assert f'id="{term}"' in glossary, term
        page.goto((workspace.site / "personas" / "index.html").as_uri())
        assert page.locator(".persona-card").count() == len(personas)
        researched = published.execute(
            "select persona_name, supported_count from clustomers.dim_research_personas"
        ).fetchall()
        rows = page.locator("#research tr").all_inner_texts()[1:]
        assert len(rows) == len(researched)
        for research_name, supported_count in researched:
            (row,) = [row for row in rows if row.startswith(research_name)]
            assert str(supported_count) in row.split("\t")
        page.goto((workspace.site / "index.html").as_uri())
        assert page.locator(".of-the-week a").count() == 1
        page.close()


def test_a_card_prints_on_a_few_sheets(
    browser: Browser, workspace: Workspace, published: duckdb.DuckDBPyConnection
) -> None:
    """What is for the screen stays there, nothing runs over the edge, no sentence is missing."""
    page = browser.new_page(viewport={"width": 718, "height": 1000})
    page.emulate_media(media="print")
    personas = published.execute("select persona_id from clustomers.dim_personas").fetchall()
    for (persona_id,) in personas:
        page.goto((workspace.site / "personas" / f"{persona_id}.html").as_uri())
        assert not page.locator("#edition").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 718
        sentences = published.execute(
            "select sentence from clustomers.rpt_persona_cards where persona_id = ?", [persona_id]
        ).fetchall()
        text = page.locator("main").inner_text()
        assert sentences and all(sentence in text for (sentence,) in sentences)
        sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
        assert 1 <= len(sheets) <= 6, persona_id
    page.close()
