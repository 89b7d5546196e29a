"""The landing zone as a whole: the same again, under contract, whole or not at all."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from demo_helpers import SMALL, Query, contents
from typer.testing import CliRunner

from clustomers.cli import app
from clustomers.demo.generate import DemoReport, as_of_date, generate
from clustomers.demo.maker import Maker
from clustomers.demo.settings import CHUNK, Settings
from clustomers.demo.zone import FORMATS, Zone, arrow_type
from clustomers.errors import ClustomersError
from clustomers.io.contracts import System, all_tables
from clustomers.workspace import Workspace

Contracts = Mapping[str, System]
# What the mess doubles on purpose, and keys that the source systems themselves repeat.
REPEATED = {
    "web.events": "resent events",
    "app.events": "resent events",
    "server.events": "resent events",
}


def test_same_settings_same_content(tmp_path: Path, contracts: Contracts) -> None:
    one, other, changed = (Workspace(tmp_path / name) for name in ("one", "other", "changed"))
    generate(SMALL, one, contracts=contracts)
    generate(SMALL, other, contracts=contracts)
    generate(replace(SMALL, seed=4), changed, contracts=contracts)
    first = contents(one.root)
    assert first == contents(other.root)
    second = contents(changed.root)
    for name in ("landing/pos/receipts/part.parquet", "landing/web/events/part.parquet"):
        assert first[name] != second[name]


def test_every_table_of_the_contracts_is_written(
    demo: tuple[Workspace, DemoReport], contracts: Contracts
) -> None:
    written = {f"{system}.{table}" for system, table in demo[1].rows}
    # Erasures write their own log.
    assert {table.label for table in all_tables(contracts)} == written | {"privacy.erasure_log"}


def test_files_have_the_columns_and_types_of_their_contracts(
    demo: tuple[Workspace, DemoReport], contracts: Contracts
) -> None:
    for (system, name), _ in demo[1].rows.items():
        contract = contracts[system].tables[name]
        directory = demo[0].landing / system / name
        if (system, name) in FORMATS:
            assert [path.suffix for path in directory.iterdir()] == [f".{FORMATS[system, name]}"]
            continue
        schema = pq.read_schema(directory / "part.parquet")
        assert schema.names == list(contract.column_names)
        for column in contract.columns:
            landed = schema.field(column.name).type
            wanted = arrow_type(column.data_type)
            assert landed == wanted, f"{contract.label}.{column.name}"


def test_required_columns_are_filled_and_keys_are_unique(
    demo: tuple[Workspace, DemoReport], contracts: Contracts, query: Query
) -> None:
    for system, name in demo[1].rows:
        contract = contracts[system].tables[name]
        missing = " or ".join(
            f"{column.name} is null" for column in contract.columns if column.is_required
        )
        assert query(f"select count(*) from {contract.label} where {missing}") == [(0,)], name
        if contract.label not in REPEATED:
            keys = ", ".join(contract.key)
            repeated = (
                f"select {keys} from {contract.label} group by all having count(*) > 1 limit 3"
            )
            assert query(repeated) == [], contract.label


def test_nothing_happens_after_the_as_of_date(
    demo: tuple[Workspace, DemoReport], contracts: Contracts, query: Query
) -> None:
    for system, name in demo[1].rows:
        contract = contracts[system].tables[name]
        if contract.event_at and system not in ("web", "app", "server"):
            last = query(
                f"select max({contract.event_at})::date <= '2026-09-30' from {contract.label}"
            )
            assert last == [(True,)], contract.label


def test_interrupted_run_leaves_the_old_zone_whole(
    tmp_path: Path, contracts: Contracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(tmp_path)
    generate(SMALL, workspace, contracts=contracts)
    before = contents(workspace.root)

    def stop(self: Maker) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Maker, "totals", stop)
    with pytest.raises(KeyboardInterrupt):
        generate(replace(SMALL, seed=9), workspace, contracts=contracts)
    assert contents(workspace.root) == before
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith(".")) == [
        "landing",
        "landing-1",
        "truth",
    ]


def test_other_landed_data_are_not_replaced(tmp_path: Path, contracts: Contracts) -> None:
    landed = tmp_path / "landing" / "pos" / "receipts" / "january.csv"
    landed.parent.mkdir(parents=True)
    landed.write_text("receipt_id\n1\n")
    with pytest.raises(ClustomersError, match="--workspace"):
        generate(SMALL, Workspace(tmp_path), contracts=contracts)
    assert landed.read_text() == "receipt_id\n1\n"


@pytest.mark.parametrize("customers", [1, 2, 3])
def test_few_customers_and_one_month(tmp_path: Path, contracts: Contracts, customers: int) -> None:
    settings = Settings(customers=customers, seed=5, as_of=date(2026, 3, 31), months=1)
    report = generate(settings, Workspace(tmp_path), contracts=contracts)
    assert report.truth_rows["people"] == customers


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"customers": 0}, "--customers 0: choose"),
        ({"months": 0}, "--months 0: choose"),
        ({"seed": -1}, "--seed -1: choose"),
        ({"as_of": date(1, 1, 1)}, "--as-of 0001-01-01: choose"),
    ],
)
def test_settings_that_make_no_sense(arguments: dict[str, int], words: str) -> None:
    with pytest.raises(ClustomersError, match=words):
        Settings(**arguments)  # type: ignore[arg-type]


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ClustomersError) as caught:
        Settings(customers=0, months=0)
    assert len(caught.value.problems) == 2


def test_command_line_tells_what_a_day_looks_like(tmp_path: Path) -> None:
    with pytest.raises(ClustomersError, match="2026-09-30"):
        as_of_date("30.9.2026")
    result = CliRunner().invoke(app, ["demo", "--as-of", "soon", "--workspace", str(tmp_path)])
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_chunks_cover_everybody_once() -> None:
    chunks = list(Settings(customers=2 * CHUNK + 7).chunks())
    assert chunks == [(0, 0, CHUNK), (1, CHUNK, CHUNK), (2, 2 * CHUNK, 7)]


def test_zone_refuses_what_no_contract_has(tmp_path: Path, contracts: Contracts) -> None:
    with Zone(tmp_path, contracts) as zone:
        with pytest.raises(ClustomersError, match=r"pos\.refunds\.colour.*does not have"):
            zone.write("pos", "refunds", {"colour": "red"})
        with pytest.raises(ClustomersError, match=r"pos\.tills: the demo writes a table"):
            zone.write("pos", "tills", {})


def test_processes_make_the_same_as_one(
    tmp_path: Path, contracts: Contracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(customers=40, seed=3, as_of=date(2025, 6, 30), months=1)
    one, two = Workspace(tmp_path / "one"), Workspace(tmp_path / "two")
    alone = generate(settings, one, contracts=contracts)
    monkeypatch.setattr("clustomers.demo.generate.LEAST_CHUNKS", 1)
    together = generate(settings, two, contracts=contracts)
    assert (together.rows, together.truth_rows) == (alone.rows, alone.truth_rows)

    def tables(root: Path) -> dict[str, object]:
        return {
            path.removesuffix("-1.parquet").removesuffix(".parquet"): held
            for path, held in contents(root).items()
        }

    apart, whole = tables(two.root), tables(one.root)
    assert apart["truth/orders"] == whole["truth/orders"]
    assert apart["truth/effects"] == whole["truth/effects"]
    assert apart["landing/web/events/part"] == whole["landing/web/events/part"]
