"""What a build says of tests that warn, and how it names its workspace to dbt."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from clustomers.build import _warnings
from clustomers.io.dbt_process import _as_dbt_knows_it
from clustomers.workspace import DEFAULT_WORKSPACE, Workspace, project_root


def test_a_test_that_warns_speaks_for_itself() -> None:
    def result(status: str, description: str) -> SimpleNamespace:
        node = SimpleNamespace(name="assert_something", description=description)
        return SimpleNamespace(status=status, failures=3, node=node)

    results = [result("pass", "fine"), result("warn", "Land this."), result("warn", "")]
    assert _warnings(SimpleNamespace(results=results)) == [
        "Land this.",
        "assert_something found 3 rows.",
    ]
    assert _warnings(None) == []


def test_docs_name_the_workspace_as_the_build_did(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another spelling changes dbt's profile, and then the whole project is parsed again."""
    project = project_root()
    monkeypatch.chdir(project)
    monkeypatch.delenv("CLUSTOMERS_WORKSPACE", raising=False)
    assert _as_dbt_knows_it(Workspace.current(), project) == DEFAULT_WORKSPACE
    monkeypatch.setenv("CLUSTOMERS_WORKSPACE", "data/other")
    assert _as_dbt_knows_it(Workspace.current(), project) == "data/other"
    assert _as_dbt_knows_it(Workspace(Path("/elsewhere")), project) == "/elsewhere"
    monkeypatch.chdir("/")
    assert _as_dbt_knows_it(Workspace.current(), project) == str(project / "data/other")
