"""What the tests of landing share."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from landing_helpers import PROJECT, Write

from clustomers.io.contracts import System, read_contracts
from clustomers.workspace import Workspace


@pytest.fixture(scope="session")
def contracts() -> Mapping[str, System]:
    return read_contracts(PROJECT)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def source(tmp_path: Path) -> Write:
    """Return a function that writes files by relative path into one folder."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        folder = tmp_path / "export"
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return folder

    return write
