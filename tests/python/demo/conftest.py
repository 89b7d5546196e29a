"""One demo company of the default size, made once for all tests here."""

from collections.abc import Mapping

import duckdb
import pytest
from demo_helpers import Query

from clustomers.demo.generate import DemoReport, generate
from clustomers.demo.settings import Settings
from clustomers.io.contracts import System, read_contracts
from clustomers.workspace import Workspace, project_root

Demo = tuple[Workspace, DemoReport]


@pytest.fixture(scope="session")
def contracts() -> Mapping[str, System]:
    return read_contracts(project_root())


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, contracts: Mapping[str, System]) -> Demo:
    workspace = Workspace(tmp_path_factory.mktemp("demo"))
    return workspace, generate(Settings(), workspace, contracts=contracts)


@pytest.fixture(scope="session")
def query(demo: Demo) -> Query:
    """Run SQL in which ``pos.receipts`` is the landed table, ``truth.orders`` the truth's."""
    root = demo[0].root
    connection = duckdb.connect()
    for path in sorted((root / "landing").glob("*/*")):
        connection.execute(f"create schema if not exists {path.parent.name}")
        # Files of texts, which the mess lands beside, are none of these tests' business.
        source = next(path.glob("part.*"))
        connection.execute(f"create view {path.parent.name}.{path.name} as from '{source}'")
    connection.execute("create schema truth")
    for path in sorted((root / "truth").glob("*.parquet")):
        connection.execute(f"create view truth.{path.stem} as from '{path}'")
    return lambda sql: connection.execute(sql).fetchall()
