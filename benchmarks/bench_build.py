"""Whole builds, their publication, and the same work in plain DuckDB.

Run: python benchmarks/bench_build.py [journey] [demo] [demo100k]; all of them without a name. The
bars of demo100k are those of the customer data layer (docs/decisions/0029); the whole is shown
beside it. The ratios say what dbt, contracts, tests and expectations cost over the engine, and what
keys and comments cost over a copy.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from clustomers.demo.generate import generate
from clustomers.demo.settings import Settings
from clustomers.io.complete_journey import land_complete_journey
from clustomers.io.publish import publish
from clustomers.io.salt import DEMO_SALT
from clustomers.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
PUBLISH_BAR = 30
PUBLICATIONS = 5
# What no single statement of the engine stands for.
NOT_REPLAYED = {"connected_components"}


# One customer, consent, the facts of core, what governance says of all landed tables, and the KPIs
# that restatements compare; no areas made from it, such as journeys, segments or clustomers.
CUSTOMER_DATA = (
    "+path:models/marts/core", "+fct_landed_records", "+fct_rejected_records",
    "+fct_malformed_values", "+fct_event_violations", "+fct_input_shifts", "+fct_consents",
    "+fct_consent_exchanges", "+fct_consent_coverage", "+fct_erasure_ledger",
    "+fct_quality_results", "+fct_restatements",
)  # fmt: skip


@dataclass(frozen=True)
class Company:
    """What is built, and the bars of the build, or of a part of it."""

    land: Callable[[Workspace], object]
    seconds_bar: float
    gigabytes_bar: float
    part: tuple[str, ...] = ()


COMPANIES = {
    "journey": Company(land_complete_journey, 60, 3),
    "demo": Company(lambda workspace: generate(Settings(), workspace), 240, 3),
    "demo100k": Company(
        lambda workspace: generate(Settings(customers=100_000), workspace), 300, 6, CUSTOMER_DATA
    ),
}


def build(workspace: Path, target: Path, part: tuple[str, ...] = ()) -> tuple[float, float]:
    """Build from nothing, as `make build` does, or a part of it, in a process of its own.

    Returns seconds and peak gigabytes.
    """
    for file in workspace.glob("warehouse.duckdb*"):
        file.unlink()
    environment = os.environ | {
        "CLUSTOMERS_WORKSPACE": str(workspace),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target),
    }
    started = time.perf_counter()
    dbt = subprocess.Popen(
        [
            *(Path(sys.executable).with_name("dbt"), "--quiet", "build"),
            *("--exclude-resource-type", "unit_test"),
            *(("--indirect-selection", "buildable", "--select", *part) if part else ()),
        ],
        cwd=ROOT,
        env=environment,
    )
    _, status, usage = os.wait4(dbt.pid, 0)
    if status:
        raise SystemExit(f"dbt build of {workspace} failed")
    return time.perf_counter() - started, usage.ru_maxrss / 1e6


def plain_copy(published: Path, copy: Path) -> tuple[float, float]:
    """Copy the published tables without keys and comments; return megabytes and seconds."""
    copy.unlink(missing_ok=True)
    started = time.perf_counter()
    with duckdb.connect(str(copy)) as connection:
        connection.execute(f"attach '{published}' as published (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'published'"
        ).fetchall()
        for schema, table in tables:
            connection.execute(f"create schema if not exists {schema}")
            connection.execute(
                f"create table {schema}.{table} as select * from published.{schema}.{table}"
            )
        connection.execute("detach published")
        connection.execute("checkpoint")
    return copy.stat().st_size / 1e6, time.perf_counter() - started


def show_publishing(workspace: Workspace, target: Path) -> None:
    """Publish several times and copy plainly in turn; print the medians."""
    published, copied = [], []
    for _ in range(PUBLICATIONS):
        publication = publish(workspace, target / "manifest.json")
        published.append((publication.byte_count / 1e6, publication.seconds))
        copied.append(plain_copy(workspace.published.resolve(), workspace.root / "copy.duckdb"))
    for what, runs in (("publish", published), ("plain copy", copied)):
        rates = sorted(megabytes / seconds for megabytes, seconds in runs)
        print(
            f"{what}: {runs[0][0]:.0f} MB at {statistics.median(rates):.1f} MB/s, "
            f"{rates[0]:.1f} to {rates[-1]:.1f} (bar of publish {PUBLISH_BAR})"
        )


def layer(node: dict[str, str]) -> str:
    """Name the layer of a model: its folder, and the area where that is a mart."""
    parts = Path(node["path"]).parts
    return "/".join(parts[:2]) if parts[0] == "marts" else parts[0]


def replay(warehouse: Path, target: Path) -> dict[str, list[float]]:
    """Run every SQL model's compiled select straight in DuckDB, in the build's order.

    Returns the seconds by layer: in the build, then in the raw engine.
    """
    manifest = json.loads((target / "manifest.json").read_text())
    results = json.loads((target / "run_results.json").read_text())["results"]
    seconds: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "set threads = 2; set preserve_insertion_order = false; set TimeZone = 'UTC'"
        )
        connection.execute("attach ':memory:' as secrets")
        connection.execute("create table secrets.main.salt as select ? as salt", [DEMO_SALT])
        for result in sorted(
            results, key=lambda r: r["timing"][-1]["completed_at"] if r["timing"] else ""
        ):
            node = manifest["nodes"].get(result["unique_id"])
            if node is None or node["resource_type"] != "model" or node["language"] != "sql":
                continue
            kind = {"incremental": "table"}.get(kind := node["config"]["materialized"], kind)
            if kind in NOT_REPLAYED:
                continue
            started = time.perf_counter()
            relation = f"{node['schema']}.{node['alias']}"
            connection.execute(f"create or replace {kind} {relation} as {result['compiled_code']}")
            times = seconds[layer(node)]
            times[0] += result["execution_time"]
            times[1] += time.perf_counter() - started
    return seconds


def measure(name: str, company: Company) -> None:
    """Land and build one company, and print the measured table."""
    with tempfile.TemporaryDirectory() as directory:
        workspace, target = Path(directory) / "workspace", Path(directory) / "target"
        started = time.perf_counter()
        company.land(Workspace(workspace))
        print(f"{name}: landed in {time.perf_counter() - started:.1f} s")
        bars = f"(bar {company.seconds_bar} s, {company.gigabytes_bar} GB)"
        if company.part:
            seconds, gigabytes = build(workspace, target, company.part)
            print(f"customer data layer: {seconds:.1f} s, {gigabytes:.2f} GB {bars}")
            bars = ""
        seconds, gigabytes = build(workspace, target)
        print(f"dbt build: {seconds:.1f} s, {gigabytes:.2f} GB {bars}")
        with duckdb.connect(str(workspace / "warehouse.duckdb"), read_only=True) as warehouse:
            counted = warehouse.execute(
                "select sum(landed_count) from governance.fct_landed_records "
                "where system_name in ('web', 'app', 'server') and table_name = 'events'"
            ).fetchone()
        if counted and counted[0]:
            print(f"events: {counted[0]:,}, {counted[0] / seconds:,.0f} a second of the build")
        show_publishing(Workspace(workspace), target)
        by_layer = replay(workspace / "warehouse.duckdb", target)
        print(f"{'layer':24}{'in the build':>14}{'raw engine':>12}{'ratio':>8}")
        for layer_name, (built, raw) in sorted(by_layer.items()):
            print(f"{layer_name:24}{built:12.2f} s{raw:10.2f} s{built / raw:8.1f}")
        raw_total = sum(raw for _, raw in by_layer.values())
        print(f"{'whole build':24}{seconds:12.2f} s{raw_total:10.2f} s{seconds / raw_total:8.1f}")


def main() -> None:
    """Measure the companies that were named."""
    print(f"machine: {os.cpu_count()} cores, DuckDB {duckdb.__version__}")
    for name in sys.argv[1:] or COMPANIES:
        measure(name, COMPANIES[name])


if __name__ == "__main__":
    main()
