"""Print how stable the clusters of The Complete Journey are, for every number of them tried.

Run: python benchmarks/bench_stability.py. It lands and builds the sample in a directory of its own
as far as clustomers. Exits 1 when the number of clusters in force neither passes the rule nor is
flagged as a split without proof.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from dbt.cli.main import dbtRunner

from clustomers.io.complete_journey import land_complete_journey
from clustomers.io.dbt_process import release_warehouse
from clustomers.workspace import Workspace

TABLES = ("+dim_clustomer_models", "+fct_clustomer_diagnostics")
WITHOUT_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
SEARCHES = """
    pivot (
        select business_line, cluster_version, snapshot_date, k, metric, metric_value
        from clustomers.fct_clustomer_diagnostics where k is not null
    )
    on metric in (
        'k_bootstrap_ari', 'k_min_jaccard', 'k_silhouette', 'k_null_silhouette',
        'k_coarser_silhouette', 'k_passes'
    )
    using max(metric_value) order by all
"""
MODELS = """
    select business_line, status, clustomer_count, customer_count, is_valid
    from clustomers.dim_clustomer_models order by business_line != 'all', business_line
"""


def show(value: float | None) -> str:
    """Write a figure of the search; what was not needed any more is a dash."""
    return f"{value:9.3f}" if value is not None else f"{'-':>9}"


def main() -> int:
    """Build, print the table; return the exit code."""
    with tempfile.TemporaryDirectory() as directory:
        workspace = Workspace(Path(directory))
        os.environ |= {
            "CLUSTOMERS_WORKSPACE": directory,
            "DBT_TARGET_PATH": f"{directory}/target",
            "DBT_LOG_PATH": f"{directory}/logs",
        }
        land_complete_journey(workspace)
        started = time.perf_counter()
        run = dbtRunner().invoke(["--quiet", "build", "--select", *TABLES, *WITHOUT_TESTS])
        if not run.success:
            print(f"the build failed: {run.exception or run.result}")
            return 1
        seconds = time.perf_counter() - started
        release_warehouse()
        with duckdb.connect(str(workspace.warehouse), read_only=True) as warehouse:
            searches = warehouse.execute(SEARCHES).fetchall()
            models = warehouse.execute(MODELS).fetchall()
    print(f"machine    {platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    print(f"built      in {seconds:.0f} s, The Complete Journey as far as clustomers")
    print("line       search      k  bootstrap   smallest silhouette       null    coarser  passes")
    for line, _, day, k, ari, jaccard, silhouette, null, coarser, passes in searches:
        figures = "  ".join(show(one) for one in (ari, jaccard, silhouette, null, coarser))
        print(f"{line:10} {day} {k:3}  {figures}  {'yes' if passes else 'no':>6}")
    for line, status, count, customers, _ in models:
        print(f"{line:10} {status}: {count} clusters of {customers:,} customers")
    return int(any(status not in ("stable", "split only", "refused") for _, status, *_ in models))


if __name__ == "__main__":
    sys.exit(main())
