"""Workspaces that many tests read, each built once, also when several processes run the tests."""

import fcntl
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from builds import Once, build_all, strict_parse
from dbt.contracts.graph.manifest import Manifest
from dbt_runs import run_dbt
from sample_company import land_sample


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Return a function that fills a named directory once for all processes of the session."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def fill_once(name: str, fill: Callable[[Path], object]) -> Path:
        directory, done = root / name, root / f"{name}.done"
        with (root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                directory.mkdir()
                fill(directory)
                done.touch()
        return directory

    return fill_once


@pytest.fixture(scope="session")
def parsed_target(once: Once) -> Path:
    """Return dbt's target directory after parsing the project.

    Dbt skips its strict check of YAML on DuckDB; here it is on. What it finds is in
    ``deprecations.json``, for a test to read.
    """

    def parse(directory: Path) -> None:
        found = strict_parse(directory / "workspace", directory)
        (directory / "deprecations.json").write_text(json.dumps(found))

    return once("parsed", parse)


@pytest.fixture(scope="session")
def manifest_path(parsed_target: Path) -> Path:
    return parsed_target / "manifest.json"


@pytest.fixture(scope="session")
def manifest(manifest_path: Path) -> Mapping[str, Any]:
    """Return the project as dbt's manifest.json describes it."""
    return json.loads(manifest_path.read_text())


@pytest.fixture(scope="session")
def parsed(parsed_target: Path) -> Manifest:
    """Return the project as dbt itself holds it, for running commands without parsing again."""
    return Manifest.from_msgpack((parsed_target / "partial_parse.msgpack").read_bytes())


@pytest.fixture(scope="session")
def sample_landing(once: Once) -> Path:
    """Return a workspace in which a small company is landed and nothing built."""
    return once("sample", lambda directory: land_sample(directory))


@pytest.fixture(scope="session")
def built_workspace(
    once: Once, sample_landing: Path, parsed: Manifest, manifest_path: Path
) -> Path:
    """Return a workspace that was built whole, on one thread, and published."""
    given = os.environ.get("CLUSTOMERS_TEST_WORKSPACE")
    if given:
        return Path(given)

    def build(directory: Path) -> None:
        (directory / "landing").symlink_to(sample_landing / "landing")
        run = build_all(directory, parsed, "--threads", "1")
        assert run.succeeded, run.output
        from clustomers.io.publish import publish
        from clustomers.workspace import Workspace

        publish(Workspace(directory), manifest_path)

    return once("built", build)


@pytest.fixture(scope="session")
def compiled_sql(once: Once, sample_landing: Path, parsed: Manifest) -> Mapping[str, str]:
    """Return the compiled SQL of every model by its name; nothing needs to be built."""

    def compile_models(directory: Path) -> None:
        (directory / "landing").symlink_to(sample_landing / "landing")
        run = run_dbt(
            "compile",
            "--exclude",
            "resource_type:test",
            "resource_type:unit_test",
            "resource_type:analysis",
            workspace=directory,
            target=directory,
            manifest=parsed,
        )
        assert run.succeeded, run.output
        nodes = [result.node for result in run.result.result.results]
        sql = {
            node.name: node.compiled_code
            for node in nodes
            if node.resource_type == "model" and node.language == "sql"
        }
        (directory / "compiled.json").write_text(json.dumps(sql))

    directory = once("compiled", compile_models)
    return json.loads((directory / "compiled.json").read_text())
