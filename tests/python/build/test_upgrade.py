"""A warehouse and landing zone of the previous release build under the new code.

While no release is tagged, the warehouse is made by the code at hand. What it then goes through is
what releases do to each other: a table becomes a view, a view a table, columns come and go, a model
is gone.
"""

import os
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import duckdb
import pytest
from bad_company import good_files, write_landing
from builds import WITHOUT_TESTS, WITHOUT_UNIT_TESTS, build_all
from dbt.contracts.graph.manifest import Manifest
from dbt_runs import PROJECT, query

OTHER_SHAPES = """
    create or replace view core.view_of_orders as select * from core.fct_orders;
    drop table core.dim_stores;
    create view core.dim_stores as select 's1' as store_id;
    drop view governance.fct_quality_results;
    create table governance.fct_quality_results as select 1 as old_column;
    alter table core.dim_customers drop column is_known;
    alter table core.fct_orders add column gone_column integer;
    alter table staging.stg_pos__receipts alter column sold_at type varchar;
    create table core.dim_gone as select 1 as id;
    drop table reference.segments;
    create table reference.segments as select 'old' as segment;
"""


def previous_tag() -> str | None:
    """Return the newest release tag that is not the checked-out commit itself."""
    result = subprocess.run(
        ["git", "describe", "--tags", "--abbrev=0", "HEAD^"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return result.stdout.strip() or None


def build_with_release(tag: str, workspace: Path, scratch: Path) -> None:
    """Build a workspace with the code of a release, in a process of its own."""
    archive = subprocess.run(["git", "archive", tag], cwd=PROJECT, capture_output=True, check=True)
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as files:
        files.extractall(scratch, filter="data")
    code = (
        "import sys; from dbt.cli.main import dbtRunner; "
        "sys.exit(not dbtRunner().invoke(['--quiet', 'build']).success)"
    )
    environment = os.environ | {
        "CLUSTOMERS_WORKSPACE": str(workspace),
        "DBT_TARGET_PATH": str(scratch / "target"),
        "PYTHONPATH": str(scratch / "src"),
    }
    subprocess.run([sys.executable, "-c", code], cwd=scratch, env=environment, check=True)


@pytest.fixture(scope="module")
def upgraded(parsed: Manifest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace of the previous release after a build with the code at hand."""
    workspace = write_landing(tmp_path_factory.mktemp("upgraded"), good_files())
    tag = previous_tag()
    if tag:
        build_with_release(tag, workspace, tmp_path_factory.mktemp("release"))
    else:
        assert build_all(workspace, parsed, *WITHOUT_TESTS).succeeded
        with duckdb.connect(str(workspace / "warehouse.duckdb")) as connection:
            connection.execute(OTHER_SHAPES)
    run = build_all(workspace, parsed, *WITHOUT_UNIT_TESTS)
    assert run.succeeded, run.output
    return workspace


def test_an_older_warehouse_builds(upgraded: Path, parsed: Manifest) -> None:
    relations = dict(
        query(
            upgraded / "warehouse.duckdb",
            "select table_schema || '.' || table_name, table_type from information_schema.tables",
        )
    )
    for node in parsed.nodes.values():
        if node.resource_type == "model":
            kind = "VIEW" if node.config.materialized == "view" else "BASE TABLE"
            assert relations[f"{node.schema}.{node.name}"] == kind, node.name


def test_every_table_has_the_columns_of_its_contract(upgraded: Path, parsed: Manifest) -> None:
    for node in parsed.nodes.values():
        if node.resource_type == "model" and node.config.contract.enforced:
            columns = query(upgraded / "warehouse.duckdb", f"describe {node.schema}.{node.name}")
            assert [name for name, *_ in columns] == list(node.columns), node.name


def test_the_history_of_builds_is_kept(upgraded: Path) -> None:
    builds = "select status, count(*) from governance.builds_log group by 1"
    assert query(upgraded / "warehouse.duckdb", builds) == [("succeeded", 2)]
