"""Publishing: what the file holds, when it is refused, and that readers never see half of one."""

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa
from publish_helpers import SECRET, SmallProject, assert_sqlalchemy_reads, query

from clustomers.errors import ClustomersError
from clustomers.io import table_writer
from clustomers.workspace import Workspace

TABLES = {
    "core.dim_customers": 10,
    "core.dim_tables": 8,
    "core.fct_order_lines": 200,
    "core.fct_orders": 100,
    "governance.dim_publication": 8,
    "governance.fct_minimization": 0,
    "kpis.fct_kpis": 2,
    "segments.fct_customer_rfm": 10,
}


@pytest.fixture
def project(workspace: Workspace) -> SmallProject:
    workspace.root.mkdir(parents=True)
    project = SmallProject(workspace)
    project.build()
    return project


def order_count(path: Path) -> int:
    ((count,),) = query(path, "select count(*) from core.fct_orders")
    return int(count)


def leftovers(workspace: Workspace) -> set[str]:
    """Return what lies in the workspace beside what belongs there."""
    belongs = {"warehouse.duckdb", "manifest.json", "published.duckdb", ".publish.lock"}
    return {path.name for path in workspace.root.iterdir()} - belongs


# What the file holds


def test_only_public_tables_and_every_row(project: SmallProject) -> None:
    publication = project.publish()
    assert dict(sorted(publication.row_counts.items())) == TABLES
    found = project.query("select table_schema || '.' || table_name from information_schema.tables")
    assert {row[0] for row in found} == set(TABLES)
    schemas = project.query("select schema_name from duckdb_schemas() where not internal")
    assert {row[0] for row in schemas} <= {"main", "core", "governance", "kpis", "segments"}
    assert SECRET.encode() in project.workspace.warehouse.read_bytes()
    assert SECRET.encode() not in project.workspace.published.read_bytes()


def test_views_become_tables_with_the_contract_s_types(project: SmallProject) -> None:
    project.publish()
    assert project.query("select count(*) from duckdb_views() where not internal") == [(0,)]
    types = project.query(
        "select column_name, data_type, is_nullable from duckdb_columns() "
        "where table_name = 'fct_orders' order by column_index"
    )
    assert types == [
        ("order_id", "VARCHAR", False),
        ("customer_id", "VARCHAR", False),
        ("net_amount", "DECIMAL(18,2)", False),
        ("margin_amount", "DECIMAL(18,2)", True),
        ("order_date", "DATE", False),
        ("ordered_at", "TIMESTAMP", True),
    ]


def test_keys_come_from_the_tests(project: SmallProject) -> None:
    project.publish()
    constraints = project.query(
        "select table_name, constraint_type, constraint_column_names, referenced_table "
        "from duckdb_constraints() where constraint_type != 'NOT NULL' and schema_name != 'main' "
        "and table_name not in ('dim_tables', 'dim_publication', 'fct_minimization') "
        "order by 1, 2, 4"
    )
    assert constraints == [
        ("dim_customers", "PRIMARY KEY", ["customer_id"], None),
        ("fct_customer_rfm", "PRIMARY KEY", ["customer_id", "snapshot_date"], None),
        ("fct_kpis", "UNIQUE", ["kpi_id", "store_id"], None),
        ("fct_order_lines", "FOREIGN KEY", ["order_id"], "fct_orders"),
        ("fct_order_lines", "PRIMARY KEY", ["order_id", "line_number"], None),
        ("fct_orders", "FOREIGN KEY", ["customer_id"], "dim_customers"),
        ("fct_orders", "PRIMARY KEY", ["order_id"], None),
    ]


def test_tests_on_part_of_the_rows_prove_no_key(project: SmallProject) -> None:
    project.manifest["nodes"]["test.clustomers.key_fct_orders.1"]["config"]["where"] = "net_amount"
    project.log({})
    project.publish()
    assert not project.query(
        "select 1 from duckdb_constraints() where constraint_type = 'PRIMARY KEY' "
        "and table_name = 'fct_orders'"
    )


def test_descriptions_are_comments_and_name_references_that_are_no_foreign_key(
    project: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_writer, "REFERENCE_ROW_LIMIT", 150)
    project.publish()
    comments = dict(
        project.query(
            "select table_name || '.' || column_name, comment from duckdb_columns() "
            "where column_name like '%_id' and not internal"
        )
    )
    assert comments["fct_orders.order_id"] == "The order_id."
    assert comments["fct_orders.customer_id"] == "The customer_id."
    another_schema = "The customer_id. References core.dim_customers (customer_id)."
    assert comments["fct_customer_rfm.customer_id"] == another_schema
    many_rows = "The order_id. References core.fct_orders (order_id)."
    assert comments["fct_order_lines.order_id"] == many_rows
    assert project.query("select comment from duckdb_tables() where table_name = 'fct_kpis'") == [
        ("One row per fct_kpis's row. It's \"quoted\".",)
    ]


def test_dim_tables_says_grain_owner_and_freshness(project: SmallProject) -> None:
    project.publish()
    listed = project.query(
        "select schema_name || '.' || table_name, grain, owner, row_count, as_of_date, latest_date "
        "from core.dim_tables"
    )
    assert {row[0]: row[3] for row in listed} == TABLES
    assert next(row for row in listed if row[0] == "core.fct_orders") == (
        "core.fct_orders",
        "One row per fct_orders's row",
        "core owner",
        100,
        date(2024, 3, 31),
        date(2024, 3, 30),
    )
    assert next(row for row in listed if row[0] == "kpis.fct_kpis")[5] is None


def test_dates_after_the_as_of_date_are_not_freshness(project: SmallProject) -> None:
    project.build(days=-15)
    project.publish()
    latest = "select latest_date from core.dim_tables where table_name = 'fct_orders'"
    assert project.query(latest) == [(date(2024, 3, 16),)]


def test_freshness_column_of_the_model_wins(project: SmallProject) -> None:
    orders = project.manifest["nodes"]["model.clustomers.fct_orders"]
    orders["config"]["meta"] = {"freshness_column": "ordered_at"}
    project.log({})
    project.publish()
    latest = "select latest_date from core.dim_tables where table_name = 'fct_orders'"
    assert project.query(latest) == [(date(2024, 3, 1),)]


def test_publication_id_is_the_build_s(project: SmallProject) -> None:
    query_id = "select distinct publication_id from governance.dim_publication"
    first = project.publish().publication_id
    assert project.query(query_id) == [(first,)]
    assert project.publish().publication_id == first
    project.build()
    second = project.publish().publication_id
    assert second != first
    assert project.query(query_id) == [(second,)]
    assert project.query(
        "select distinct project_version, as_of_date, cast(built_at as varchar) "
        "from governance.dim_publication"
    ) == [("0.1.0", date(2024, 3, 31), "2026-11-21 09:01:00")]


@pytest.mark.filterwarnings("ignore:duckdb-engine doesn't yet support reflection on indices")
def test_sqlalchemy_reflects_and_reads_every_table(project: SmallProject) -> None:
    project.publish()
    assert set(assert_sqlalchemy_reads(project.workspace.published)) == set(TABLES)


def test_parquet_has_the_same_tables(project: SmallProject, tmp_path: Path) -> None:
    directory = tmp_path / "export" / "parquet"
    project.publish(directory)
    project.build(50)
    project.publish(directory)
    files = {f"{path.parent.name}.{path.stem}": path for path in directory.glob("*/*.parquet")}
    assert set(files) == set(TABLES)
    with duckdb.connect(str(project.workspace.published), read_only=True) as connection:
        for label, path in files.items():
            assert (
                connection.sql(f"from {label}").columns == connection.sql(f"from '{path}'").columns
            )
            difference = f"(from {label} except all from '{path}')"
            difference += f" union all (from '{path}' except all from {label})"
            assert connection.sql(difference).fetchall() == []
    assert not [path for path in directory.parent.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("existing", ["directory", "file", "link"])
def test_parquet_never_replaces_what_somebody_else_made(
    project: SmallProject, tmp_path: Path, existing: str
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "mine.txt").write_text("mine")
    target = {"directory": tmp_path / "mine", "file": tmp_path / "mine" / "mine.txt"}.get(existing)
    if target is None:
        target = tmp_path / "link"
        target.symlink_to("mine")
    with pytest.raises(ClustomersError, match="Move it away"):
        project.publish(target)
    assert (tmp_path / "mine" / "mine.txt").read_text() == "mine"
    assert not project.workspace.published.exists()


def test_parquet_fills_an_empty_directory(project: SmallProject, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    project.publish(tmp_path / "empty")
    assert (tmp_path / "empty" / "core" / "fct_orders.parquet").is_file()


# When it is refused


@pytest.mark.parametrize(
    ("node_id", "status"),
    [
        ("test.clustomers.key_fct_orders.1", "fail"),
        ("test.clustomers.key_fct_orders.1", "error"),
        ("model.clustomers.fct_orders", "error"),
        ("model.clustomers.fct_kpis", "skipped"),
        ("unit_test.clustomers.fct_orders.test_rule", "fail"),
    ],
)
def test_refused_after_a_failed_node(project: SmallProject, node_id: str, status: str) -> None:
    project.manifest["unit_tests"]["unit_test.clustomers.fct_orders.test_rule"] = {"name": "rule"}
    project.publish()
    before = project.workspace.published.resolve()
    project.log({node_id: status}, status="failed")
    with pytest.raises(ClustomersError, match=rf": {status}\b"):
        project.publish()
    assert project.workspace.published.resolve() == before
    assert leftovers(project.workspace) == {"published-1.duckdb"}


def test_failures_are_named_before_what_was_skipped(project: SmallProject) -> None:
    results: dict[str, str | None] = dict.fromkeys(project.manifest["nodes"], "skipped")
    results["test.clustomers.relationships_fct_customer_rfm.1"] = "fail"
    project.log(results, status="failed")
    with pytest.raises(ClustomersError) as refusal:
        project.publish()
    assert refusal.value.problems[1] == "test relationships_fct_customer_rfm: fail"
    assert refusal.value.problems[-1] == "and 5 more"


def test_refused_when_the_last_build_was_killed(project: SmallProject) -> None:
    project.log({}, status="running")
    with pytest.raises(ClustomersError, match="did not finish"):
        project.publish()


def test_a_partial_build_does_not_heal_a_killed_one(project: SmallProject) -> None:
    project.log({}, status="running")
    project.log({"model.clustomers.fct_kpis": None, "test.clustomers.key_fct_kpis.1": None})
    with pytest.raises(
        ClustomersError, match="dim_customers: did not run since a build was killed"
    ):
        project.publish()
    project.build()
    assert project.publish().row_counts == TABLES


def test_refused_when_a_table_is_newer_than_its_test(project: SmallProject) -> None:
    project.log({"model.clustomers.fct_orders": None})
    with pytest.raises(ClustomersError, match="key_fct_orders: did not run since fct_orders"):
        project.publish()


def test_refused_for_a_mart_that_was_never_built(project: SmallProject) -> None:
    with duckdb.connect(str(project.workspace.warehouse)) as connection:
        connection.execute("delete from governance.results_log where node_id like '%fct_kpis'")
    with pytest.raises(ClustomersError, match="model fct_kpis: never ran"):
        project.publish()


def test_refused_after_a_build_on_a_sample(project: SmallProject) -> None:
    project.log(dict.fromkeys(project.manifest["nodes"]), is_sample=True)
    with pytest.raises(ClustomersError, match="sample"):
        project.publish()


def test_refused_without_a_contract(project: SmallProject) -> None:
    column = project.manifest["nodes"]["model.clustomers.fct_orders"]["columns"]["net_amount"]
    column["data_type"] = None
    project.log({})
    with pytest.raises(
        ClustomersError, match=r"core\.fct_orders: column net_amount.*fct_orders\.yml"
    ):
        project.publish()


def test_refused_when_rows_break_the_contract(project: SmallProject) -> None:
    with duckdb.connect(str(project.workspace.warehouse)) as connection:
        connection.execute("update core.fct_orders set order_date = null where order_id = 'o1'")
    with pytest.raises(ClustomersError, match=r"core\.fct_orders cannot be published.*order_date"):
        project.publish()
    assert leftovers(project.workspace) == set()


def test_refused_while_a_build_holds_the_warehouse(project: SmallProject) -> None:
    script = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(project.workspace.warehouse)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(ClustomersError, match=rf"in use by .*{holder.pid}"):
            project.publish()
        holder.communicate("\n")
    project.publish()


def test_nothing_built_yet(workspace: Workspace) -> None:
    workspace.root.mkdir()
    project = SmallProject(workspace)
    with pytest.raises(ClustomersError, match=r"manifest\.json: not found"):
        project.publish()
    project.manifest_path.write_text("{")
    with pytest.raises(ClustomersError, match="not whole"):
        project.publish()


# Readers never see half of one

KILLED = """
import os, signal, sys
from pathlib import Path
import clustomers.io.publish as publishing
import clustomers.io.table_writer as table_writer
import clustomers.io.versioned_path as versioned_path
from clustomers.workspace import Workspace

owner_name, function_name, call = sys.argv[2], sys.argv[3], int(sys.argv[4])
owner = {
    "publish": publishing,
    "table_writer": table_writer,
    "Path": Path,
    "swap": versioned_path.VersionedPath,
}[owner_name]
function, calls = getattr(owner, function_name), 0

def killed(*args, **kwargs):
    global calls
    calls += 1
    if calls == call:
        os.kill(os.getpid(), signal.SIGKILL)
    return function(*args, **kwargs)

setattr(owner, function_name, killed)
root = Path(sys.argv[1])
publishing.publish(Workspace(root), root / "manifest.json")
"""


@pytest.mark.parametrize(
    ("owner", "function", "call", "is_swapped"),
    [
        ("publish", "create_tables", 1, False),
        ("table_writer", "_fill", 1, False),
        ("table_writer", "_fill", 4, False),
        ("publish", "verify", 1, False),
        ("Path", "rename", 1, False),
        ("Path", "symlink_to", 1, False),
        ("Path", "replace", 1, False),
        ("swap", "_remove_all_but", 1, True),
    ],
)
def test_killed_in_the_middle(
    project: SmallProject, owner: str, function: str, call: int, is_swapped: bool
) -> None:
    project.publish()
    project.build(250)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, project.workspace.root, owner, function, str(call)],
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert order_count(project.workspace.published) == (250 if is_swapped else 100)
    project.publish()
    assert order_count(project.workspace.published) == 250
    assert len(leftovers(project.workspace)) == 2  # the new version and the one before


def test_read_only_reader_is_undisturbed(project: SmallProject) -> None:
    project.publish()
    with duckdb.connect(str(project.workspace.published), read_only=True) as reader:
        project.build(250)
        project.publish()
        project.publish()
        assert reader.sql("select count(*) from core.fct_orders").fetchall() == [(100,)]
    assert order_count(project.workspace.published) == 250


def test_writing_reader_keeps_its_log_to_itself(project: SmallProject) -> None:
    """A log that DuckDB would replay belongs to the version it was written for."""
    project.publish()
    published = project.workspace.published
    with duckdb.connect(str(published)) as reader:
        reader.execute("create table core.mine as select 1 as x; delete from core.fct_order_lines")
        log = published.with_name("published-1.duckdb.wal")
        assert log.stat().st_size > 0
        project.build(250)
        project.publish()
        assert reader.sql("from core.mine").fetchall() == [(1,)]
        fresh = subprocess.run(
            [sys.executable, "-c", READ_TABLES, published],
            capture_output=True,
            text=True,
            check=True,
        )
        assert fresh.stdout.split() == ["500", "0"]
    assert order_count(published) == 250


READ_TABLES = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
for query in (
    "select count(*) from core.fct_order_lines",
    "select count(*) from duckdb_tables() where table_name = 'mine'",
):
    print(connection.sql(query).fetchall()[0][0])
"""


def test_a_pool_that_keeps_nothing_sees_the_new_publication(project: SmallProject) -> None:
    project.publish()
    engine = sa.create_engine(
        f"duckdb:///{project.workspace.published}",
        connect_args={"read_only": True},
        poolclass=sa.NullPool,
    )
    count = sa.text("select count(*) from core.fct_orders")
    with engine.connect() as connection:
        assert connection.execute(count).scalar() == 100
    project.build(250)
    project.publish()
    with engine.connect() as connection:
        assert connection.execute(count).scalar() == 250


def test_opens_from_any_directory(
    project: SmallProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.publish()
    monkeypatch.chdir(tmp_path)
    assert order_count(Path("workspace/published.duckdb")) == 100
    moved = project.workspace.root.rename(tmp_path / "moved")
    assert order_count(moved / "published.duckdb") == 100


def test_only_two_versions_are_kept(project: SmallProject) -> None:
    for _ in range(4):
        project.publish()
    assert leftovers(project.workspace) == {"published-3.duckdb", "published-4.duckdb"}
    assert os.readlink(project.workspace.published) == "published-4.duckdb"
