"""Landed tables become views by contract alone; a new system is one folder."""

import shutil
from pathlib import Path

import pytest
from bad_company import good_files, write_landing
from builds import Once
from dbt_runs import PROJECT, DbtRun, query, run_dbt

TABLES = 100
# A system made up for this test, with all that a system needs.
KIOSK = {
    "_kiosk__sources.yml": """
version: 2

sources:
  - name: kiosk
    schema: raw
    description: Screens in the stores.
    tables:
      - name: visits
        identifier: kiosk__visits
        description: One row per visit.
        config:
          meta: {key: [visit_id], event_at: visited_at, areas: []}
        columns:
          - name: visit_id
            data_type: varchar
            config: {meta: {is_required: true}}
          - {name: page_count, data_type: integer, description: Pages seen.}
          - {name: rating, data_type: double, description: Stars given.}
          - {name: is_member, data_type: boolean, description: Whether a card was shown.}
          - name: visited_at
            data_type: timestamp
            config: {meta: {is_required: true}}
""",
    "stg_kiosk__visits.sql": """
with judged as (
    {{ judged_records('kiosk', 'visits') }}
),

final as (
    select
        visit_id,
        reject_reason,
        page_count,
        rating,
        is_member,
        visited_at
    from judged
)

select * from final
""",
    "stg_kiosk__visits.yml": """
version: 2

models:
  - name: stg_kiosk__visits
    description: One row per visit.
    data_tests:
      - staged:
          arguments: {system: kiosk, table: visits}
""",
}
_EMPTY_TABLE = """
      - name: table_{number}
        identifier: bulk__table_{number}
        description: One row per thing.
        config:
          meta: {{key: [thing_id], areas: []}}
        columns:
          - name: thing_id
            data_type: varchar
            config: {{meta: {{is_required: true}}}}
          - {{name: thing_amount, data_type: "decimal(18, 2)", description: Amount.}}
          - {{name: thing_at, data_type: timestamp, description: Time.}}
"""
LANDED = {
    "kiosk/visits/2025.csv": "visit_id,visited_at\n1,2026-02-01 10:00:00\n2,tomorrow\n",
    "kiosk/visits/2026.csv": "page_count,visited_at,visit_id\n3,2026-02-01 10:00:00,3\n"
    "many,2026-02-01 10:00:00,4\n",
}


@pytest.fixture(scope="session")
def extended_project(once: Once) -> Path:
    """Build a copy of the project with two systems more, changed nowhere else; return its place."""

    def build(directory: Path) -> None:
        for name in ("dbt_project.yml", "profiles.yml"):
            shutil.copy(PROJECT / name, directory)
        for name in ("macros", "models", "python_models", "seeds", "tests/generic"):
            shutil.copytree(PROJECT / name, directory / name)
        _add_systems(directory / "models/staging")
        workspace = write_landing(directory / "workspace", good_files() | LANDED)
        run = _run(directory, workspace)
        assert run.succeeded, run.output

    return once("extended_project", build)


def _add_systems(staging: Path) -> None:
    known = sum(
        text.count("identifier: ")
        for text in (path.read_text() for path in staging.glob("*/_*__sources.yml"))
    )
    (staging / "kiosk").mkdir()
    for name, content in KIOSK.items():
        (staging / "kiosk" / name).write_text(content)
    (staging / "bulk").mkdir()
    tables = [_EMPTY_TABLE.format(number=number) for number in range(TABLES - known - 1)]
    header = "version: 2\n\nsources:\n  - name: bulk\n    schema: raw\n    tables:\n"
    (staging / "bulk" / "_bulk__sources.yml").write_text(header + "".join(tables))


def _run(project: Path, workspace: Path) -> DbtRun:
    """Build the new staging model and what counts landed records, in every system."""
    return run_dbt(
        "build",
        "--select",
        "+stg_kiosk__visits",
        "+fct_landed_records",
        "+fct_rejected_records",
        "--exclude",
        "test_name:expectations",
        "resource_type:unit_test",
        workspace=workspace,
        target=project / "target",
        project=project,
    )


@pytest.fixture
def warehouse(extended_project: Path) -> Path:
    return extended_project / "workspace" / "warehouse.duckdb"


def test_every_declared_table_is_a_view(warehouse: Path) -> None:
    views = "select count(*) from duckdb_views() where schema_name = 'raw' "
    views += "and not ends_with(view_name, '_new')"  # their new files, where read file by file
    assert query(warehouse, views) == [(TABLES,)]


def test_what_is_not_landed_is_typed_and_empty(warehouse: Path) -> None:
    assert query(warehouse, "select count(*) from raw.bulk__table_0") == [(0,)]
    columns = query(warehouse, "describe raw.bulk__table_0")
    assert [(name, data_type) for name, data_type, *_ in columns] == [
        ("thing_id", "VARCHAR"),
        ("thing_amount", "DECIMAL(18,2)"),
        ("thing_at", "TIMESTAMP"),
        ("malformed_columns", "VARCHAR"),
    ]


def test_a_view_has_the_columns_and_types_of_the_contract(warehouse: Path) -> None:
    """Columns that no file has are empty; whatever a file's type, the contract's is read."""
    columns = query(warehouse, "describe raw.kiosk__visits")
    assert [(name, data_type) for name, data_type, *_ in columns] == [
        ("visit_id", "VARCHAR"),
        ("page_count", "INTEGER"),
        ("rating", "DOUBLE"),
        ("is_member", "BOOLEAN"),
        ("visited_at", "TIMESTAMP"),
        ("malformed_columns", "VARCHAR"),
    ]


def test_a_new_system_is_staged(warehouse: Path) -> None:
    rows = query(
        warehouse,
        "select visit_id, page_count, reject_reason from staging.stg_kiosk__visits order by all",
    )
    assert rows == [
        ("1", None, None),
        ("2", None, "visited_at is not a timestamp"),
        ("3", 3, None),
        ("4", None, None),
    ]


def test_a_new_system_is_counted_without_any_other_change(warehouse: Path) -> None:
    counted = query(
        warehouse,
        "select landed_count, accepted_count, rejected_count, malformed_value_count "
        "from governance.fct_landed_records where system_name = 'kiosk'",
    )
    assert counted == [(4, 3, 1, 1)]
    rejected = query(
        warehouse,
        "select table_name, reject_reason from governance.fct_rejected_records "
        "where system_name = 'kiosk'",
    )
    assert rejected == [("visits", "visited_at is not a timestamp")]
    assert query(warehouse, "select count(*) from governance.fct_landed_records") == [(TABLES,)]


def test_landed_tables_are_listed(warehouse: Path) -> None:
    rows = query(warehouse, "select concat_ws('/', system_name, table_name) from raw.landed_tables")
    landed = {name.rpartition("/")[0] for name in good_files() | LANDED}
    assert {name for (name,) in rows} == landed
