"""How long registration takes at run start, for 45 tables in each format. Target: 1.5 s."""

import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from clustomers.workspace import project_root

TABLES, FILES, ROUNDS = 45, 1, 5
TABLE = """
      - name: table_{number}
        identifier: bench__table_{number}
        description: One row per thing.
        config:
          meta: {{key: [thing_id], areas: []}}
        columns:
          - name: thing_id
            data_type: varchar
            config: {{meta: {{is_required: true}}}}
"""
COLUMN = "          - {{name: value_{number}, data_type: double, description: d}}\n"
FORMATS = {"parquet": "parquet", "csv": "csv, header", "jsonl": "json"}


def make_project(directory: Path) -> None:
    """Write a project of nothing but the landing macros and 45 contracts of 12 columns."""
    root = project_root()
    (directory / "models").mkdir()
    for name in ("landing", "engine"):
        shutil.copytree(root / "macros" / name, directory / "macros" / name)
    shutil.copy(root / "profiles.yml", directory)
    (directory / "dbt_project.yml").write_text(
        "name: clustomers\nversion: 1.0.0\nprofile: clustomers\n"
        "flags: {send_anonymous_usage_stats: false}\n"
    )
    columns = "".join(COLUMN.format(number=number) for number in range(11))
    tables = "".join(TABLE.format(number=number) + columns for number in range(TABLES))
    sources = "version: 2\n\nsources:\n  - name: bench\n    schema: raw\n    tables:\n"
    (directory / "models" / "sources.yml").write_text(sources + tables)


def land(workspace: Path) -> None:
    """Land all tables but every fifth, some files each, in turn as Parquet, CSV and JSON lines."""
    values = ", ".join(f"random() as value_{number}" for number in range(11))
    for number in range(TABLES):
        if number % 5:
            suffix, options = list(FORMATS.items())[number % 3]
            folder = workspace / "landing" / "bench" / f"table_{number}"
            folder.mkdir(parents=True)
            for part in range(FILES):
                duckdb.sql(
                    f"copy (select range as thing_id, {values} from range(20000)) "
                    f"to '{folder / f'part-{part}.{suffix}'}' (format {options})"
                )


def main() -> None:
    """Print the median of some rounds of the macro alone, without dbt's own start."""
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch)
        make_project(project)
        land(project / "workspace")
        os.environ |= {
            "CLUSTOMERS_WORKSPACE": str(project / "workspace"),
            "DBT_PROJECT_DIR": str(project),
            "DBT_PROFILES_DIR": str(project),
            "DBT_TARGET_PATH": str(project / "target"),
            "DBT_LOG_PATH": str(project / "target"),
        }
        parsed = dbtRunner().invoke(["--quiet", "parse"]).result
        seconds = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            result = dbtRunner(manifest=parsed).invoke(
                ["--quiet", "run-operation", "register_landing"]
            )
            assert result.success, result.exception
            seconds.append(time.perf_counter() - started)
            DuckDBConnectionManager.close_all_connections()
    print(
        f"registration of {TABLES} tables, {FILES} files each: "
        f"median {statistics.median(seconds):.2f} s of {ROUNDS} rounds "
        f"(best {min(seconds):.2f} s, target 1.5 s)"
    )


if __name__ == "__main__":
    main()
