"""The materialization gives what scipy gives, on any graph, and says what a model lacks."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pytest
from dbt_runs import PROJECT, DbtRun, query, run_dbt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

Edges = npt.NDArray[np.int64]
Build = Callable[..., DbtRun]
GRAPHS = 8


def graph(seed: int) -> Edges:
    """Return a random graph: sparse to dense, with self-loops, copies and both directions."""
    rng = np.random.default_rng(seed)
    nodes = int(rng.integers(2, 400))
    edges = rng.integers(0, nodes, (int(nodes * rng.uniform(0.3, 2.0)), 2))
    return np.concatenate([edges, edges[: len(edges) // 3, ::-1]]) * 7 - nodes


def path(length: int) -> Edges:
    """Return a chain whose numbers are shuffled: the worst case for rounds."""
    numbers = np.random.default_rng(0).permutation(length)
    return np.stack([numbers[:-1], numbers[1:]], axis=1)


def expected(edges: Edges) -> dict[int, int]:
    """Return the smallest node of each node's component, by scipy."""
    nodes, places = np.unique(edges, return_inverse=True)
    places = places.reshape(edges.shape)
    shape = (len(nodes), len(nodes))
    matrix = coo_matrix((np.ones(len(edges)), (places[:, 0], places[:, 1])), shape)
    _, labels = connected_components(matrix, directed=False)
    smallest = np.full(labels.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(smallest, labels, nodes)
    return dict(zip(nodes.tolist(), smallest[labels].tolist(), strict=True))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with nothing but the materialization."""
    macros = tmp_path / "macros"
    macros.mkdir()
    for folder in ("materializations", "engine"):
        shutil.copytree(PROJECT / "macros" / folder, macros / folder)
    (tmp_path / "dbt_project.yml").write_text(
        "name: graphs\nprofile: graphs\nmodels: {+persist_docs: {relation: true, columns: true}}\n"
    )
    (tmp_path / "profiles.yml").write_text(
        "graphs:\n  target: duckdb\n  outputs:\n    duckdb:\n      type: duckdb\n"
        f"      path: '{tmp_path}/graphs.duckdb'\n      threads: 1\n"
    )
    (tmp_path / "models").mkdir()
    return tmp_path


def add_model(project: Path, name: str, sql: str) -> None:
    (project / "models" / f"{name}.sql").write_text(
        "{{ config(materialized='connected_components') }}\n" + sql
    )
    (project / "models" / f"{name}.yml").write_text(
        f"models:\n  - name: {name}\n    description: One row per node.\n"
        "    columns:\n      - {name: node, description: A node.}\n"
    )


def add_graph(project: Path, name: str, edges: Edges) -> None:
    with duckdb.connect() as connection:
        connection.register("edges", {"node_a": edges[:, 0], "node_b": edges[:, 1]})
        connection.execute(f"copy edges to '{project}/{name}.parquet'")
    add_model(project, name, f"select * from '{project}/{name}.parquet'")


def build(project: Path, *arguments: str) -> DbtRun:
    return run_dbt("run", *arguments, workspace=project, target=project / "target", project=project)


def components(project: Path, name: str) -> dict[int, int]:
    return dict(query(project / "graphs.duckdb", f"select node, component from {name}"))


@pytest.mark.parametrize("threads", ["1", "4"])
def test_it_gives_what_scipy_gives(project: Path, threads: str) -> None:
    graphs = {f"graph_{seed}": graph(seed) for seed in range(GRAPHS)}
    graphs["chain"] = path(3000)
    graphs["star"] = np.stack([np.full(500, 499), np.arange(500)], axis=1)
    for name, edges in graphs.items():
        add_graph(project, name, edges)
    run = build(project, "--threads", threads)
    assert run.succeeded, run.output
    for name, edges in graphs.items():
        assert components(project, name) == expected(edges), name
    tables = query(
        project / "graphs.duckdb", "select table_name, comment from duckdb_tables() order by 1"
    )
    assert tables == [(name, "One row per node.") for name in sorted(graphs)]


def test_no_edges_give_no_rows(project: Path) -> None:
    add_model(project, "nothing", "select 1 as node_a, 2 as node_b where false")
    add_model(
        project,
        "alone",
        "select 3 as node_a, 3 as node_b union all select 5, 4 union all select 6, null",
    )
    run = build(project)
    assert run.succeeded, run.output
    assert components(project, "nothing") == {}
    # A node that is only joined to itself is its own.
    assert components(project, "alone") == {3: 3, 4: 4, 5: 4}


def test_it_replaces_what_was_built_before(project: Path) -> None:
    """Also a view of the same name, and what a run that was broken off left behind."""
    (project / "models" / "same.sql").write_text("select 1 as x")
    assert build(project).succeeded
    with duckdb.connect(str(project / "graphs.duckdb")) as connection:
        connection.execute("create table same__edges as select 1 as x")
        connection.execute("create table same__roots_3 as select 1 as x")
    for edges in ("select 1 as node_a, 2 as node_b", "select 8 as node_a, 9 as node_b"):
        add_model(project, "same", edges)
        run = build(project)
        assert run.succeeded, run.output
    assert components(project, "same") == {8: 8, 9: 8}
    assert query(project / "graphs.duckdb", "select table_name from duckdb_tables()") == [("same",)]


def test_what_was_built_stays_when_a_build_fails(project: Path) -> None:
    add_model(project, "same", "select 1 as node_a, 2 as node_b")
    assert build(project).succeeded
    add_model(project, "same", "select 1 as node_a, cast('x' as integer) as node_b")
    assert not build(project).succeeded
    assert components(project, "same") == {1: 1, 2: 1}


WRONG = {
    "one_column": ("select 1 as node_a, 2 as b", "does not return node_b (it returns node_a, b)"),
    "no_column": ("select 1 as a, 2 as b", "does not return node_a and node_b"),
    "texts": ("select 'x' as node_a, 'y' as node_b", "node_a is a VARCHAR"),
    "decimals": ("select 1.5 as node_a, 2.5 as node_b", "cast both columns to bigint"),
}


def test_it_says_what_a_model_lacks(project: Path) -> None:
    for name, (sql, _) in WRONG.items():
        add_model(project, name, sql)
    run = build(project)
    assert set(run.statuses.values()) == {"error"}
    output = " ".join(run.output.split())
    for name, (_, told) in WRONG.items():
        assert f"Model {name} is materialized as connected_components" in output
        assert told in output
    assert query(project / "graphs.duckdb", "select table_name from duckdb_tables()") == []
