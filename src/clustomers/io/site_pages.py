"""HTML of the site: own pages from templates, and the header that every page carries."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from jinja2.loaders import PackageLoader
from markupsafe import Markup

from clustomers.io.site_facts import Facts

NO_ICON = '<link rel="icon" href="data:,">'
NOTHING = "\N{EN DASH}"

_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_ICON = re.compile(r'<link\b[^>]*\brel="[^"]*icon', re.IGNORECASE)
_HEADER = re.compile(r'<header id="edition">.*?</header>', re.DOTALL)


@dataclass(frozen=True)
class Page:
    """One page: its file, its name in the header and what the index says about it.

    The pages of a role are in a folder of their own and link each other only, so that the folder
    can be given away alone.
    """

    file: str
    name: str
    description: str
    kind: str

    @property
    def folder(self) -> str:
        """Folder of a role, or nothing for the pages that are for everybody."""
        return self.file.rpartition("/")[0]

    def seen_by(self, other: "Page") -> "Page | None":
        """Return this page as the header of another one links it; None when it does not."""
        if self.kind == "unit" or (other.folder and self.folder != other.folder):
            return None
        if not other.folder and self.folder and self.kind != "role":
            return None
        return replace(self, file=self.file.removeprefix(f"{other.folder}/"))


def render(template: str, facts: Facts, pages: list[Page], current: Page, **values: Any) -> str:
    """Render one of the project's own pages.

    Parameters
    ----------
    template
        Name of the template, without its ending.
    facts
        What the header says.
    pages
        All pages; the header links those that this page may know.
    current
        This page.
    **values
        What else the template needs.
    """
    return (
        _environment()
        .get_template(f"{template}.html.j2")
        .render(facts=facts, **_links(pages, current), css=_style("page"), **values)
    )


def with_header(html: str, facts: Facts, pages: list[Page], current: Page) -> str:
    """Put the header into a page that another tool made."""
    style = f"<style>{_style('edition')}\n{_style(f'edition_{current.kind}')}</style>"
    body = _BODY.search(html)
    if body is None:
        raise ValueError(f"{current.file}: has no <body>")
    html = f"{html[: body.end()]}{style}{_header(facts, pages, current)}{html[body.end() :]}"
    # A page without an icon makes the browser ask for favicon.ico.
    return html if _ICON.search(html) else _HEAD.sub(rf"\g<0>{NO_ICON}", html, count=1)


def with_new_header(html: str, facts: Facts, pages: list[Page], current: Page) -> str:
    """Bring the header of a page up to date, unless the page shows another publication."""
    if f'data-fact="publication-id">{facts.publication_id}<' not in html:
        return html
    header = _header(facts, pages, current)
    return _HEADER.sub(lambda _: header, html, count=1)


def _header(facts: Facts, pages: list[Page], current: Page) -> str:
    template = _environment().get_template("edition.html.j2")
    return template.render(facts=facts, **_links(pages, current)).strip()


def _links(pages: list[Page], current: Page) -> dict[str, Any]:
    seen = [page for page in (other.seen_by(current) for other in pages) if page]
    return {"pages": seen, "current": current.file.removeprefix(f"{current.folder}/")}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("clustomers.io"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "count": _count,
        "moment": _moment,
        "day": _day,
        "weekday": _weekday,
        "share": _share,
        "kpi": _kpi,
    }
    environment.globals["edition_css"] = _style("edition")
    return environment


def _style(name: str) -> Markup:
    path = files("clustomers.io") / "templates" / f"{name}.css"
    return Markup(path.read_text(encoding="utf-8") if path.is_file() else "")


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _moment(value: datetime | None) -> str:
    return f"{value:%Y-%m-%d %H:%M} UTC" if value else NOTHING


def _day(value: date | None) -> str:
    return f"{value:%-d %B %Y}" if value else "no date yet"


def _share(value: float | None) -> str:
    return f"{value:.1%}" if value is not None else NOTHING


def _weekday(value: date) -> str:
    return f"{value:%A, %-d %B %Y}"


def _kpi(value: float | None, unit: str) -> str:
    """Write a KPI's value as people read it."""
    if value is None:
        return NOTHING
    if unit == "share":
        return f"{value:.2%}" if 0 < abs(value) < 0.005 else f"{value:.1%}"
    if unit in {"currency", "count"} and abs(value) >= 100:
        return f"{value:,.0f}"
    if unit == "count" and value == round(value):
        return f"{value:,.0f}"
    digits = 2 if unit == "currency" or abs(value) < 1 else 1
    return f"{value:,.{digits}f}" + (f" {unit}" if unit not in {"currency", "count"} else "")
