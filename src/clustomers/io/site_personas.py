"""The persona cards of the site: one page each, and one on which they stand side by side."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from clustomers.io.avatar import avatar
from clustomers.io.reading import open_published, read_rows
from clustomers.io.site_pages import Page
from clustomers.workspace import Workspace

SECTIONS = (
    "in short",
    "who they are",
    "what matters to them",
    "how they buy",
    "a day in the life",
    "what they say",
    "what gets in their way",
    "what they are worth",
)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FOLDER = "personas"
COMPARISON = Page(
    f"{FOLDER}/index.html",
    "Personas",
    "Who the customers are, side by side: what sets them apart, what they are worth, what to do.",
    "role",
)
GLOSSARY = Page(
    f"{FOLDER}/glossary.html",
    "Glossary",
    "What every KPI, segment, clustomer, persona, feature, theme and event is called, and means.",
    "definitions",
)

_PERSONAS = """
    select * from clustomers.dim_personas order by customer_count desc, persona_id
"""
_SENTENCES = """
    select persona_id, section, sentence, source_table, observation_count
    from clustomers.rpt_persona_cards order by persona_id, section, place
"""
_PORTRAITS = """
    select * from clustomers.fct_persona_portraits
    order by persona_id, sort_order, item_share desc nulls last, item
"""
_HABITS = """
    select persona_id, habit, item, item_share, others_share, total_count
    from clustomers.fct_persona_habits where habit in ('hour', 'weekday')
"""
_ATTITUDES = """
    select * from clustomers.fct_persona_attitudes order by persona_id, section, question_code
"""
# The themes they speak of most, with words of their own.
_QUOTES = """
    select persona_id, theme_id, theme_name, quote from clustomers.fct_persona_themes
    where quote is not null
    order by persona_id, theme_share desc, theme_id
"""
# What researchers wrote of a persona that the data found too, best supported first.
_CLAIMS = """
    select
        claims.persona_id, personas.persona_name as research_name, claims.claim, claims.verdict,
        claims.fit_share, claims.others_fit_share, claims.known_count, personas.participant_count
    from clustomers.fct_persona_claims as claims
    inner join clustomers.dim_research_personas as personas
        on claims.research_persona_id = personas.research_persona_id
        and claims.persona_id = personas.persona_id
    order by claims.persona_id, personas.research_persona_id, claims.difference desc,
        claims.claim_id
"""
_RESEARCH = """
    select * from clustomers.dim_research_personas order by research_persona_id
"""
_VALUES = "select * from clustomers.fct_persona_values"
_HISTORY = """
    select * from clustomers.fct_persona_history order by persona_id, snapshot_date
"""
_MODELS = """
    select * from clustomers.dim_clustomer_models order by business_line != 'all', business_line
"""
_GLOSSARY = """
    select * from governance.rpt_glossary
    order by
        list_position(
            ['KPI', 'segment', 'persona', 'clustomer', 'feature', 'theme', 'event'], term_kind
        ),
        term, term_id
"""
# What the search behind the version in force found for each number of groups it tried.
_SEARCH = """
    with latest as (
        select *, max(snapshot_date) over () = snapshot_date as is_latest
        from clustomers.fct_clustomer_diagnostics
        where business_line = 'all' and k is not null
    )
    select
        k,
        max(metric_value) filter (where metric = 'k_bootstrap_ari') as bootstrap_ari,
        max(metric_value) filter (where metric = 'k_min_jaccard') as smallest_jaccard,
        max(metric_value) filter (where metric = 'k_silhouette') as silhouette,
        max(metric_value) filter (where metric = 'k_null_silhouette') as null_silhouette,
        coalesce(max(metric_value) filter (where metric = 'k_passes') = 1, false) as passes,
        max(snapshot_date) as snapshot_date
    from latest where is_latest group by k order by k
"""


@dataclass(frozen=True)
class Grouping:
    """How the groups were found: a row for each line of business, and for each number tried."""

    models: list[dict[str, Any]]
    search: list[dict[str, Any]]


@dataclass(frozen=True)
class Persona:
    """What the page of a persona shows."""

    facts: dict[str, Any]
    sections: dict[str, list[dict[str, Any]]]
    portraits: dict[str, list[dict[str, Any]]]
    attitudes: list[dict[str, Any]]
    quotes: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    hours: Markup
    weekdays: Markup
    values: dict[str, dict[str, Any]]
    history: list[dict[str, Any]]

    @property
    def persona_id(self) -> str:
        """Its id."""
        return str(self.facts["persona_id"])

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.facts["persona_name"])

    @property
    def page(self) -> Page:
        """Its page."""
        return Page(f"{FOLDER}/{self.persona_id}.html", self.name, "", "unit")

    @property
    def file(self) -> str:
        """Its page, as the other pages of the folder link it."""
        return f"{self.persona_id}.html"

    def face(self, size: int = 96) -> Markup:
        """Draw it."""
        return avatar(self.persona_id, self.name, size)

    @property
    def kind(self) -> str:
        """Where it comes from: the data's clustomers, rules, or researchers as well."""
        found = "a clustomer" if self.facts["source_kind"] == "clustomer" else "a segment"
        return f"{found} and a persona of research" if self.claims else found

    @property
    def question(self) -> str:
        """The question it puts to whoever opens the site."""
        objective = str(self.facts["objective"])
        return f"How do we {objective[:1].lower()}{objective[1:]}?"

    @property
    def changes(self) -> list[str]:
        """What changed since the snapshot before, in sentences."""
        if len(self.history) < 2:
            return ["There is no earlier snapshot to compare with yet."]
        before, now = self.history[-2:]
        if before["cluster_version"] != now["cluster_version"]:
            return ["The clusters were fitted anew since the last snapshot."]
        share = 100 * (now["customer_share"] - before["customer_share"])
        return [
            f"{now['customer_count']:,} customers, {before['customer_count']:,} on the snapshot "
            f"before ({share:+.1f} points of all).",
            f"{now['entered_count']:,} of them came from another persona.",
        ]


def read_personas(workspace: Workspace) -> list[Persona]:
    """Read from the published file what the cards show, the largest persona first.

    Raises
    ------
    ClustomersError
        When nothing is published yet, or an older version published it.
    """
    with open_published(workspace) as published:
        personas, sentences, portraits, habits, attitudes, quotes, claims, values, history = (
            read_rows(published, query)
            for query in (
                _PERSONAS,
                _SENTENCES,
                _PORTRAITS,
                _HABITS,
                _ATTITUDES,
                _QUOTES,
                _CLAIMS,
                _VALUES,
                _HISTORY,
            )
        )

    def of(rows: list[dict[str, Any]], persona_id: str) -> list[dict[str, Any]]:
        return [row for row in rows if row["persona_id"] == persona_id]

    return [
        Persona(
            facts=facts,
            sections=_grouped(of(sentences, facts["persona_id"]), "section"),
            portraits=_grouped(of(portraits, facts["persona_id"]), "attribute_label"),
            attitudes=of(attitudes, facts["persona_id"]),
            quotes=of(quotes, facts["persona_id"])[:2],
            claims=of(claims, facts["persona_id"]),
            hours=_bars(
                of(habits, facts["persona_id"]),
                "hour",
                {str(hour): str(hour) for hour in range(24)},
                facts["persona_name"],
            ),
            weekdays=_bars(
                of(habits, facts["persona_id"]),
                "weekday",
                {str(number): name for number, name in enumerate(WEEKDAYS, 1)},
                facts["persona_name"],
            ),
            values={row["measure"]: row for row in of(values, facts["persona_id"])},
            history=of(history, facts["persona_id"]),
        )
        for facts in personas
    ]


def read_grouping(workspace: Workspace) -> Grouping:
    """Read from the published file how the groups were found, and how stable they are."""
    with open_published(workspace) as published:
        return Grouping(read_rows(published, _MODELS), read_rows(published, _SEARCH))


def read_research(workspace: Workspace) -> list[dict[str, Any]]:
    """Read from the published file the personas that researchers wrote down."""
    with open_published(workspace) as published:
        return read_rows(published, _RESEARCH)


def read_glossary(workspace: Workspace) -> dict[str, list[dict[str, Any]]]:
    """Read every term from the published file, by kind."""
    with open_published(workspace) as published:
        return _grouped(read_rows(published, _GLOSSARY), "term_kind")


def persona_of_the_week(personas: list[Persona], as_of_date: date | None) -> Persona | None:
    """Return the persona whose turn it is: they take turns by week."""
    if not personas or as_of_date is None:
        return None
    return personas[as_of_date.toordinal() // 7 % len(personas)]


def _grouped(rows: list[dict[str, Any]], column: str) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups


def _bars(rows: list[dict[str, Any]], habit: str, labels: dict[str, str], name: str) -> Markup:
    """Draw the shares of a habit as bars, the others' as a mark on each."""
    shares = {row["item"]: row for row in rows if row["habit"] == habit}
    used = [key for key in labels if key in shares]
    if not used:
        return Markup()
    keys = list(labels)
    keys = keys[keys.index(used[0]) : keys.index(used[-1]) + 1]
    top = max(max(shares[key]["item_share"], shares[key]["others_share"] or 0) for key in used)
    width, height, step = 40 * len(keys), 150, 40
    peak = max(used, key=lambda key: shares[key]["item_share"])
    parts = [
        f'<svg class="bars" role="img" viewBox="0 0 {width} {height}" '
        f'aria-label="Orders of {Markup.escape(name)} by {habit}, most at {labels[peak]}: '
        f'{shares[peak]["item_share"]:.0%}. The dark marks are the other customers.">'
    ]
    for i, key in enumerate(keys):
        x = i * step
        row = shares.get(key)
        if row:
            tall = 110 * row["item_share"] / top
            parts.append(
                f'<rect x="{x + 6}" y="{122 - tall:.1f}" width="28" height="{tall:.1f}" rx="2" '
                'fill="#7ea3d4"/>'
            )
            if row["others_share"] is not None:
                y = 122 - 110 * row["others_share"] / top
                parts.append(
                    f'<rect x="{x + 3}" y="{y - 1.5:.1f}" width="34" height="3" fill="#1c2733"/>'
                )
        parts.append(f'<text x="{x + 20}" y="141" text-anchor="middle">{labels[key]}</text>')
    parts.append("</svg>")
    return Markup("".join(parts))
