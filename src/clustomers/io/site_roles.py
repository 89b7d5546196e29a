"""What the pages of a role show: what changed, its KPIs, and its stores, practices or teams."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from clustomers.io.reading import open_published, read_rows
from clustomers.io.site_pages import Page
from clustomers.workspace import Workspace

_SENTENCES = """
    select role_id, sentence, verdict, link, week_start_date
    from kpis.rpt_what_changed
    where week_start_date = (select max(week_start_date) from kpis.rpt_what_changed)
    order by role_id, place
"""
_KPIS = """
    select
        role_kpis.*, scorecard.kpi_value, scorecard.previous_value, scorecard.last_year_value,
        scorecard.observation_count, coalesce(scorecard.status, 'no value') as status,
        case
            when scorecard.period_start_date < max(scorecard.period_start_date) over ()
                then scorecard.period_start_date
        end as earlier_month
    from kpis.dim_role_kpis as role_kpis
    left join kpis.rpt_kpi_scorecard as scorecard
        on role_kpis.kpi_id = scorecard.kpi_id and scorecard.dimension_name = 'all'
    order by role_kpis.role_id, role_kpis.sort_order
"""
_NUMBERS = """
    select * from kpis.rpt_frontline_numbers order by role_id, unit_name, unit_id, sort_order
"""
_ACTIONS = """
    select unit_id, sentence from kpis.rpt_frontline_actions
    order by unit_id, matter_count desc, sentence_id, detail
"""
_ALERTS = """
    select alert_id, kpi_id, owner_role, sentence, action, success, state, first_date
    from governance.fct_alerts where state != 'resolved' order by first_date, alert_id
"""


@dataclass(frozen=True)
class Unit:
    """A store, practice or sales team: its numbers of the last day and week, and what to do."""

    unit_id: str
    name: str
    days: list[dict[str, Any]]
    weeks: list[dict[str, Any]]
    actions: list[str]

    @property
    def day(self) -> date | None:
        """The last day with numbers."""
        return max((number["period_start_date"] for number in self.days), default=None)

    @property
    def week(self) -> date | None:
        """First day of the last complete week."""
        return max((number["period_start_date"] for number in self.weeks), default=None)

    @property
    def file(self) -> str:
        """Name of its page: of its id as far as a file may be named so, and unlike any other."""
        slug = re.sub(r"[^a-z0-9]+", "-", self.unit_id.lower()).strip("-")
        if slug != self.unit_id:
            slug += f"-{hashlib.sha256(self.unit_id.encode()).hexdigest()[:8]}"
        return f"unit-{slug.lstrip('-')}.html"


@dataclass(frozen=True)
class Role:
    """Who reads, and what is in their folder of the site."""

    role_id: str
    name: str
    question: str
    sentences: list[dict[str, Any]]
    kpis: list[dict[str, Any]]
    units: list[Unit]
    alerts: list[dict[str, Any]]

    @property
    def week(self) -> str:
        """The week that the sentences tell of."""
        if not self.sentences:
            return ""
        first: date = self.sentences[0]["week_start_date"]
        return f"{first:%-d %B} to {first + timedelta(days=6):%-d %B %Y}"

    @property
    def index(self) -> Page:
        """The page that the folder opens with."""
        return Page(f"{self.role_id}/index.html", self.name, self.question, "role")

    @property
    def definitions(self) -> Page:
        """The page that explains the role's KPIs."""
        return Page(
            f"{self.role_id}/definitions.html",
            "Definitions",
            "What each number means, who answers for it, and below which n it is suppressed.",
            "definitions",
        )

    def page_of(self, unit: Unit) -> Page:
        """Return the page of a store, practice or team."""
        return Page(f"{self.role_id}/{unit.file}", unit.name, "", "unit")


def read_roles(workspace: Workspace) -> list[Role]:
    """Read from the published file what each role is shown.

    Returns
    -------
    list of Role
        In the order of their names.

    Raises
    ------
    ClustomersError
        When nothing is published yet, or an older version published it.
    """
    with open_published(workspace) as published:
        sentences, kpis, numbers, actions, alerts = (
            read_rows(published, query)
            for query in (_SENTENCES, _KPIS, _NUMBERS, _ACTIONS, _ALERTS)
        )
    roles = {row["role_id"]: (row["role_name"], row["question"]) for row in kpis}
    shown = {(row["role_id"], row["kpi_id"]) for row in kpis}
    return [
        Role(
            role_id,
            name,
            question,
            [row for row in sentences if row["role_id"] == role_id],
            [row for row in kpis if row["role_id"] == role_id],
            _units([row for row in numbers if row["role_id"] == role_id], actions),
            [row for row in alerts if (role_id, row["kpi_id"]) in shown],
        )
        for role_id, (name, question) in sorted(roles.items(), key=lambda item: item[1][0])
    ]


def _units(numbers: list[dict[str, Any]], actions: list[dict[str, Any]]) -> list[Unit]:
    names = {row["unit_id"]: row["unit_name"] for row in numbers}
    return [
        Unit(
            unit_id,
            name,
            [row for row in numbers if (row["unit_id"], row["period_type"]) == (unit_id, "day")],
            [row for row in numbers if (row["unit_id"], row["period_type"]) == (unit_id, "week")],
            [row["sentence"] for row in actions if row["unit_id"] == unit_id],
        )
        for unit_id, name in names.items()
    ]
