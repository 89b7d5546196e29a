"""Whole builds and parses of the project, as many tests need them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from dbt.contracts.graph.manifest import Manifest
from dbt.jsonschemas import jsonschemas
from dbt_runs import PROJECT, DbtRun, run_dbt

WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
WITHOUT_TESTS = ("--exclude-resource-type", "test", *WITHOUT_UNIT_TESTS)
Once = Callable[[str, Callable[[Path], object]], Path]


def build_all(workspace: Path, parsed: Manifest, *arguments: str) -> DbtRun:
    """Run `dbt build` on a workspace, with the target directory inside it."""
    return run_dbt(
        "build", *arguments, workspace=workspace, target=workspace / "target", manifest=parsed
    )


def strict_parse(workspace: Path, target: Path, project: Path = PROJECT) -> list[str]:
    """Parse a project with dbt's own check of its YAML, which is off on DuckDB; return findings."""
    with pytest.MonkeyPatch.context() as patch:
        adapters = jsonschemas._JSONSCHEMA_SUPPORTED_ADAPTERS
        patch.setattr(jsonschemas, "_JSONSCHEMA_SUPPORTED_ADAPTERS", {*adapters, "duckdb"})
        run = run_dbt(
            "parse",
            "--show-all-deprecations",
            workspace=workspace,
            target=target,
            project=project,
        )
    assert run.succeeded, run.output
    return [text for text in run.messages if "deprecat" in text.lower()]
