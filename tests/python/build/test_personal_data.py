"""Nobody is named outside the vault: not in a table, a log, a page or an export."""

import shutil
from pathlib import Path

import duckdb
import pytest
from builds import WITHOUT_UNIT_TESTS, Once, build_all
from dbt.contracts.graph.manifest import Manifest
from dbt_runs import PROJECT
from personal_data import People, in_database, in_files

from clustomers.demo.generate import generate
from clustomers.demo.settings import Settings
from clustomers.io.publish import publish
from clustomers.io.site import make_site
from clustomers.workspace import Workspace


@pytest.fixture(scope="module")
def company(once: Once, parsed: Manifest, manifest_path: Path) -> Path:
    """A demo company, built with every test on its data, published, exported and shown."""

    def make(directory: Path) -> None:
        workspace = Workspace(directory)
        generate(Settings(customers=400, seed=3, months=9), workspace)
        run = build_all(directory, parsed, *WITHOUT_UNIT_TESTS)
        assert run.succeeded, run.output
        (directory / "output.txt").write_text(run.output)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DBT_TARGET_PATH", str(directory / "target"))
            patch.setenv("DBT_LOG_PATH", str(directory / "logs"))
            patch.chdir(PROJECT)
            publish(workspace, manifest_path, directory / "exports")
            make_site(workspace, parsed=parsed)

    return once("personal_data", make)


@pytest.fixture(scope="module")
def people(company: Path) -> People:
    return People.of(company)


def test_the_vault_holds_what_is_looked_for(company: Path, people: People) -> None:
    """The people are there to be found: the landed texts name some of each kind."""
    with duckdb.connect(str(company / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select concat_ws(' ', subject, body, requester_email) from vault.stg_support__tickets "
            "union all select concat_ws(' ', first_name, last_name, street, email, phone) "
            "from vault.stg_pos__loyalty_members"
        ).fetchall()
    found = set(people.named_in("\n".join(row[0] for row in rows)))
    assert len(found & people.emails) > 50
    assert len(found & people.streets) > 50
    assert len(found & people.names) > 50


@pytest.mark.parametrize("database", ["warehouse.duckdb", "published.duckdb"])
def test_no_table_names_anybody(company: Path, people: People, database: str) -> None:
    found = in_database(company / database, people)
    assert not found, found[:20]


def test_no_file_names_anybody(company: Path, people: People) -> None:
    folders = [company / name for name in ("target", "logs", "site", "exports")]
    files = [
        path
        for folder in folders
        for path in folder.rglob("*")
        # Exported tables are the published ones, which are read as tables above.
        if path.is_file() and path.suffix != ".parquet"
    ]
    assert {path.suffix for path in files} >= {".json", ".html", ".sql"}
    # What stands in the models themselves, such as a street in a comment, is nobody's.
    own = "".join(path.read_text() for path in (PROJECT / "models").rglob("*.*"))
    found = in_files([*files, company / "output.txt"], people)
    found = [(file, text) for file, text in found if text not in own]
    assert not found, found[:20]


@pytest.mark.parametrize(
    "text",
    [
        "ask anna@example.com",
        "https://shop.example.com/reset/anna%40example.com",
        "call +49 154 12345678 or 0049154 12345678",
    ],
)
def test_what_looks_like_an_address_or_a_number_is_found(
    company: Path, people: People, tmp_path: Path, text: str
) -> None:
    leaking = shutil.copy(company / "published.duckdb", tmp_path / "leaking.duckdb")
    with duckdb.connect(str(leaking)) as connection:
        connection.execute("create table core.leak as select ? as note", [text])
    assert {place for place, _ in in_database(Path(leaking), people)} == {"core.leak.note"}


def test_people_are_found_in_files(company: Path, people: People, tmp_path: Path) -> None:
    email = min(people.emails)
    name = min(people.names)
    street, card = min(people.streets), min(people.cards)
    page = tmp_path / "page.html"
    page.write_text(f"<p>{email}</p> <b>{name}</b>, {street}; card {card}")
    assert {hit for _, hit in in_files([page], people)} == {email, name, street, card}
