"""A steward adds a segment by a row of the seed and a file with its rule, and nothing else."""

import shutil
from pathlib import Path

import pytest
from builds import Once
from dbt_runs import PROJECT, DbtRun, query, run_dbt

RULE = """
{% macro segment_rule_weekend_shoppers(inputs) %}
    select
        customer_id,
        case when weekend_order_share > 0.5 then 'weekend shoppers' end as segment,
        concat_ws(
            ' ',
            cast(round(100 * weekend_order_share) as integer),
            '% of orders on weekends'
        ) as reason,
        snapshot_date
    from {{ inputs }}
{% endmacro %}
"""
ROW = (
    "rule,weekend shoppers,3,More than half of their orders on weekends,Fill the quiet hours,"
    "Tell them of weekday offers,marketing lead,order_frequency,"
    "More than half of the orders on weekends,Half or fewer,1,2026-11-01\n"
)
SELECTED = ("segments", "int_segments_judged", "fct_segment_memberships", "dim_segments")
SELECTED += ("assert_segments_are_defined",)


@pytest.fixture(scope="module")
def steward(once: Once, built_workspace: Path) -> Path:
    """Return a copy of the project with a rule more, and the built company to use it on."""

    def copy(directory: Path) -> None:
        for name in ("dbt_project.yml", "profiles.yml"):
            shutil.copy(PROJECT / name, directory)
        for name in ("macros", "models", "python_models", "seeds", "tests"):
            shutil.copytree(
                PROJECT / name, directory / name, ignore=shutil.ignore_patterns("python")
            )
        (directory / "macros/segments/rules/segment_rule_weekend_shoppers.sql").write_text(RULE)
        workspace = directory / "workspace"
        workspace.mkdir()
        (workspace / "landing").symlink_to((built_workspace / "landing").resolve())
        shutil.copy(built_workspace / "warehouse.duckdb", workspace)

    return once("steward", copy)


def build(project: Path) -> DbtRun:
    workspace = project / "workspace"
    return run_dbt(
        "build", "--select", *SELECTED, "--exclude-resource-type", "unit_test",
        "--vars", "compare_row_counts: false",
        workspace=workspace, target=workspace / "target", project=project,
    )  # fmt: skip


def test_a_rule_without_its_row_is_named_and_with_it_has_members(steward: Path) -> None:
    """In this order: a rule that the seed does not know must not pass unseen."""
    run = build(steward)
    failed = [name.split(".")[2] for name, status in run.problems.items() if status == "fail"]
    assert failed == ["assert_segments_are_defined"]

    with (steward / "seeds/segments.csv").open("a") as seed:
        seed.write(ROW)
    run = build(steward)
    assert run.succeeded, run.output
    warehouse = steward / "workspace/warehouse.duckdb"
    members = query(
        warehouse,
        "select customer_id from segments.fct_segment_memberships "
        "where segment = 'weekend shoppers' and is_current order by 1",
    )
    expected = query(
        warehouse,
        "select customer_id from core.fct_customer_snapshots "
        "where is_as_of_date and weekend_order_share > 0.5 order by 1",
    )
    assert members == expected
    assert members
    sizes = query(
        warehouse,
        "select customer_count, objective from segments.dim_segments "
        "where segment = 'weekend shoppers'",
    )
    assert sizes == [(len(members), "Fill the quiet hours")]
