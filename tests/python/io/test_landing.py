"""Protects landing from a folder: every problem is named, no row is lost, no half zone is seen."""

import re
import signal
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from landing_helpers import PROJECT, Write, landed, zone_bytes
from rich.console import Console
from typer.testing import CliRunner

from clustomers.cli import app
from clustomers.errors import ClustomersError
from clustomers.io.contracts import System
from clustomers.io.landing import land_folder
from clustomers.io.landing_zone import open_zone
from clustomers.workspace import Workspace

Contracts = Mapping[str, System]

RECEIPTS = """receipt_id,store_id,loyalty_member_id,receipt_amount,sold_at
r1,s1,m1,5.00,2024-03-01 10:00:00
r2,s1,,2.50,2024-03-01T12:30:00+02:00
"""
LINES = """receipt_id,line_number,product_id,quantity,net_amount
r1,1,p1,1,3.00
r1,2,p2,2,2.00
r2,1,p1,1,2.50
"""
STORES = '{"store_id": "s1", "store_name": "Center"}\n{"store_id": "s2", "region": "North"}\n'


def parquet(query: str, path: Path) -> bytes:
    with duckdb.connect() as connection:
        connection.execute(f"copy ({query}) to '{path}' (format parquet)")
    return path.read_bytes()


def test_all_formats_and_places_are_read(
    source: Write, workspace: Workspace, contracts: Contracts, tmp_path: Path
) -> None:
    products = parquet("select 17 as product_id, 'Milk' as product_name", tmp_path / "p.parquet")
    folder = source(
        {
            "pos/receipts/2024-03.csv": RECEIPTS,
            "pos/receipts/2024-04.csv": RECEIPTS.replace("r1", "r3").replace("r2", "r4"),
            "pos/receipt_lines.csv": LINES,
            "pos__stores.jsonl": STORES,
            "pos/products/products.parquet": products,
            "pos/products/_SUCCESS": "",
        }
    )
    report = land_folder(folder, workspace, contracts=contracts)
    assert {table.label: (table.files, table.rows) for table in report.tables} == {
        "pos.receipts": (2, 4),
        "pos.receipt_lines": (1, 3),
        "pos.stores": (1, 2),
        "pos.products": (1, 1),
    }
    assert landed(workspace, "pos.products", "product_id, product_name, brand") == [
        ("17", "Milk", None)
    ]
    stores = landed(workspace, "pos.stores", "store_id, store_name, region")
    assert stores == [("s1", "Center", None), ("s2", None, "North")]
    # An offset is honored: a plain cast of text to a timestamp would ignore it.
    at = landed(workspace, "pos.receipts", "receipt_id, cast(sold_at as varchar)")
    assert ("r2", "2024-03-01 10:30:00") in at
    amounts = landed(workspace, "pos.receipt_lines", "sum(net_amount), typeof(any_value(quantity))")
    assert amounts == [(Decimal("7.50"), "DECIMAL(18,3)")]


def test_a_bad_value_is_landed_as_it_came_and_counted(
    source: Write, workspace: Workspace, contracts: Contracts
) -> None:
    lines = LINES + "r3,1,p1,one,2.50\nr4,1,,1,2.50\nr5,1,p1,-1,2.50\n"
    lines = lines.replace("quantity,net_amount", "quantity,net_amount,gross_amount")
    lines = re.sub(r"\n(?=.)", ",4.00\n", lines.rstrip()).replace(
        "gross_amount,4.00", "gross_amount"
    )
    folder = source({"pos/receipt_lines/a.csv": lines + ",cheap\n"})
    table = land_folder(folder, workspace, contracts=contracts).table("pos.receipt_lines")
    assert (table.rows, table.rejected) == (6, 3)  # a word, a missing product, a negative quantity
    assert table.malformed == {"quantity": 1, "gross_amount": 1}
    rows = landed(workspace, "pos.receipt_lines", "receipt_id, quantity, gross_amount, net_amount")
    assert ("r3", "one", "4.00", Decimal("2.50")) in rows
    assert ("r5", "-1.000", "cheap", Decimal("2.50")) in rows


def test_a_bom_and_quoted_line_breaks_are_read(
    source: Write, workspace: Workspace, contracts: Contracts
) -> None:
    text = 'store_id;store_name\ns1;"Old\nTown; ""North"""\ns2;Center\n'
    folder = source({"pos/stores/stores.csv": b"\xef\xbb\xbf" + text.encode()})
    land_folder(folder, workspace, contracts=contracts)
    assert landed(workspace, "pos.stores", "store_id, store_name") == [
        ("s1", 'Old\nTown; "North"'),
        ("s2", "Center"),
    ]


def test_extra_columns_are_reported_and_left_out(
    source: Write, workspace: Workspace, contracts: Contracts
) -> None:
    folder = source({"pos/stores/stores.csv": "Store_ID,manager,floor\ns1,Ann,2\n"})
    report = land_folder(folder, workspace, contracts=contracts)
    assert report.table("pos.stores").extra == ("floor", "manager")
    console = Console(width=80)
    with console.capture() as capture:
        report.show(console)
    text = capture.get()
    assert (
        "pos.stores: columns that the contract does not know were left out: floor, manager" in text
    )
    assert re.search(r"core\s+partly\s+pos.products", text)
    assert re.search(r"predictions\s+no\s+pos.receipts, pos.receipt_lines,\s+shop\.\*", text)
    assert landed(workspace, "pos.stores", "store_id") == [("s1",)]


def test_an_area_names_what_it_lacks(
    source: Write, workspace: Workspace, contracts: Contracts
) -> None:
    folder = source({"pos/receipts/a.csv": RECEIPTS, "pos/receipt_lines/a.csv": LINES})
    report = land_folder(folder, workspace, contracts=contracts)
    areas = {area.name: area for area in report.areas()}
    assert areas["segments"].state == "yes"
    assert areas["core"].state == "partly"
    assert "pos.stores" in areas["core"].missing
    # No system but the tills is landed: what marketing would add is named, and no reproach.
    assert areas["kpis"].state == "yes"
    assert "marketing.campaigns" in areas["kpis"].missing


def bad_files(whole: bytes) -> dict[str, tuple[dict[str, str | bytes], str]]:
    """Cases by name: what lies in the folder, and what is said of it; whole is good Parquet."""
    return {
        "unknown system": ({"poss/stores/a.csv": STORES}, "unknown system poss; did you mean pos?"),
        "unknown table": (
            {"pos/store/a.csv": STORES},
            "pos/store: system pos has no table store; did you mean stores?",
        ),
        "unknown format": ({"pos/stores/a.xlsx": "x"}, "unknown format .xlsx for pos.stores"),
        "empty file": (
            {"pos/stores/a.csv": ""},
            "pos/stores/a.csv: the file for pos.stores is empty",
        ),
        "truncated parquet": (
            {"pos/stores/a.parquet": whole[: len(whole) // 2]},
            "pos.stores: pos/stores/a.parquet: cannot be read",
        ),
        "missing column": (
            {"pos/stores/a.csv": "store,name\ns1,x\n"},
            "pos.stores: pos/stores/a.csv has no column store_id, which is required",
        ),
        "row too long": (
            {"pos/stores/a.csv": "store_id,city\ns1,x,y\n"},
            "pos.stores: pos/stores/a.csv: cannot be read",
        ),
        "not UTF-8": (
            {"pos/stores/a.csv": "store_id,city\ns1,Köln\n".encode("cp1252")},
            "pos.stores: pos/stores/a.csv: cannot be read",
        ),
        "broken JSON": (
            {"pos/stores/a.jsonl": '{"store_id": "s1"}\n{"store_id": \n'},
            "a.jsonl: cannot be read",
        ),
        "outside the layout": (
            {"pos/stores/a.csv": "store_id\ns1\n", "pos/stores/old/b/a.csv": "store_id\ns1\n"},
            "pos/stores/old/b/a.csv: stands outside the layout",
        ),
        "same names": (
            {"pos/stores/a.csv": "store_id\ns1\n", "pos/stores/a.jsonl": STORES},
            "pos.stores: two files are named a",
        ),
    }


@pytest.mark.parametrize("case", list(bad_files(b"")))
def test_a_bad_file_is_named_and_nothing_is_written(
    case: str, source: Write, workspace: Workspace, contracts: Contracts, tmp_path: Path
) -> None:
    land_folder(source({"pos/receipts/a.csv": RECEIPTS}), workspace, contracts=contracts)
    before = zone_bytes(workspace)
    whole = parquet("select 's1' as store_id from range(1000)", tmp_path / "whole.parquet")
    files, problem = bad_files(whole)[case]
    with pytest.raises(ClustomersError) as error:
        land_folder(source(files), workspace, contracts=contracts)
    assert problem in str(error.value)
    assert all("\n" not in line for line in error.value.problems)
    assert zone_bytes(workspace) == before


def test_all_problems_are_told_at_once(
    source: Write, workspace: Workspace, contracts: Contracts
) -> None:
    folder = source(
        {
            "pos/stores/a.csv": "name\nx\n",
            "pos/receipts/a.csv": RECEIPTS.replace("sold_at", "sold_on"),
            "pos/products/a.parquet": "PAR1 and no more",
            "pos/products/b.jsonl": "{",
        }
    )
    with pytest.raises(ClustomersError) as error:
        land_folder(folder, workspace, contracts=contracts)
    text = str(error.value)
    assert len(error.value.problems) == 4
    assert "store_id" in text
    assert (
        "no column sold_at, which is required (Time of sale in UTC); did you mean sold_on?" in text
    )
    assert "pos/products/a.parquet" in text
    assert "pos/products/b.jsonl" in text


def test_a_landing_replaces_only_the_tables_it_brings(
    source: Write, workspace: Workspace, contracts: Contracts, tmp_path: Path
) -> None:
    first = source({"pos/receipts/a.csv": RECEIPTS, "pos/stores/a.jsonl": STORES})
    land_folder(first, workspace, contracts=contracts)
    by_hand = workspace.landing / "planning" / "owners" / "owners.csv"  # dropped in by a person
    by_hand.parent.mkdir(parents=True)
    by_hand.write_text("owner_role,owner_name\nsales,Ann\n")
    second = tmp_path / "second" / "pos" / "stores.csv"
    second.parent.mkdir(parents=True)
    second.write_text("store_id\ns9\n")
    report = land_folder(tmp_path / "second", workspace, contracts=contracts)
    assert {table.label: table.status for table in report.tables} == {
        "pos.stores": "new",
        "pos.receipts": "kept",
        "planning.owners": "kept",
    }
    assert landed(workspace, "pos.stores", "store_id") == [("s9",)]
    assert len(landed(workspace, "pos.receipts")) == 2
    assert by_hand.read_text().endswith("Ann\n")


def test_unchanged_files_stay_the_same_files(
    source: Write, workspace: Workspace, contracts: Contracts
) -> None:
    files = {"pos/receipts/2024-03.csv": RECEIPTS, "pos/stores/a.jsonl": STORES}
    land_folder(source(files), workspace, contracts=contracts)
    march = workspace.landing / "pos/receipts/2024-03.parquet"
    before = (march.stat().st_ino, march.stat().st_mtime_ns)
    assert land_folder(source(files), workspace, contracts=contracts).is_unchanged
    files["pos/receipts/2024-04.csv"] = RECEIPTS.replace("r1", "r3").replace("r2", "r4")
    report = land_folder(source(files), workspace, contracts=contracts)
    assert report.table("pos.receipts").status == "new"
    assert report.table("pos.stores").status == "same"
    assert (march.stat().st_ino, march.stat().st_mtime_ns) == before


KILLED = """
import os, pathlib, shutil, signal, sys
import duckdb
from clustomers.io import landing, landing_zone
from clustomers.io.landing_zone import LandingZone
from clustomers.workspace import Workspace

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def after(owner, name):
    original = getattr(owner, name)
    def run(*args, **kwargs):
        original(*args, **kwargs)
        die()
    setattr(owner, name, run)

folder, root, point = sys.argv[1:]
{
    "while checking": lambda: setattr(landing, "check_table", die),
    "after a table is written": lambda: after(landing, "_write"),
    "while old tables are linked": lambda: after(LandingZone, "keep_table"),
    "before the swap": lambda: setattr(LandingZone, "swap", die),
    "between the renames": lambda: after(pathlib.Path, "rename"),
    "before the link moves": lambda: setattr(pathlib.Path, "replace", die),
    "after the link moved": lambda: after(pathlib.Path, "replace"),
    "while the old zone is removed": lambda: setattr(shutil, "rmtree", die),
}[point]()
landing.land_folder(pathlib.Path(folder), Workspace(pathlib.Path(root)))
"""


@pytest.mark.parametrize(
    ("point", "is_new"),
    [
        ("while checking", False),
        ("after a table is written", False),
        ("while old tables are linked", False),
        ("before the swap", False),
        ("before the link moves", False),
        ("after the link moved", True),
        ("while the old zone is removed", True),
    ],
)
def test_a_killed_landing_leaves_the_old_zone_or_the_new_one(
    point: str, is_new: bool, source: Write, workspace: Workspace, contracts: Contracts
) -> None:
    old = {"pos/receipts/a.csv": RECEIPTS, "pos/stores/a.jsonl": STORES}
    land_folder(source(old), workspace, contracts=contracts)
    before = zone_bytes(workspace)
    folder = source({"pos/receipts/a.csv": RECEIPTS.replace("r1", "r9")})
    (folder / "pos/stores/a.jsonl").unlink()
    kill_landing(folder, workspace, point)
    receipts = [row[0] for row in landed(workspace, "pos.receipts", "receipt_id")]
    assert receipts == (["r2", "r9"] if is_new else ["r1", "r2"])
    assert zone_bytes(workspace).keys() == before.keys()
    assert is_new or zone_bytes(workspace) == before
    land_folder(folder, workspace, contracts=contracts)
    assert [path.name for path in workspace.root.glob("landing-*")] == [
        workspace.landing.resolve().name
    ]
    assert landed(workspace, "pos.receipts", "receipt_id") == [("r2",), ("r9",)]


def test_a_directory_made_by_hand_is_put_back_after_a_kill(
    source: Write, workspace: Workspace, contracts: Contracts
) -> None:
    by_hand = workspace.landing / "pos" / "stores" / "stores.csv"
    by_hand.parent.mkdir(parents=True)
    by_hand.write_text("store_id\ns1\n")
    folder = source({"pos/receipts/a.csv": RECEIPTS})
    kill_landing(folder, workspace, "between the renames")
    report = land_folder(folder, workspace, contracts=contracts)
    assert report.table("pos.stores").status == "kept"
    assert by_hand.read_text() == "store_id\ns1\n"


def kill_landing(folder: Path, workspace: Workspace, point: str) -> None:
    command = [sys.executable, "-c", textwrap.dedent(KILLED), folder, workspace.root, point]
    result = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False, text=True)
    assert result.returncode == -signal.SIGKILL, result.stderr


def test_two_landings_do_not_mix(source: Write, workspace: Workspace, contracts: Contracts) -> None:
    folder = source({"pos/stores/a.jsonl": STORES})
    with open_zone(workspace), pytest.raises(ClustomersError, match="another landing is running"):
        land_folder(folder, workspace, contracts=contracts)


def test_the_command_tells_problems_in_lines(
    source: Write, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(PROJECT)
    monkeypatch.setenv("CLUSTOMERS_WORKSPACE", str(workspace.root))
    folder = source({"pos/stores/a.csv": "name\nx\n", "pos/receipts/a.csv": "receipt_id\n1\n"})
    result = CliRunner().invoke(app, ["land", "folder", str(folder)])
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("error: pos.") for line in lines)
    folder = source({"pos/stores/a.csv": "store_id\nx\n", "pos/receipts/a.csv": RECEIPTS})
    result = CliRunner().invoke(app, ["land", "folder", str(folder)])
    assert result.exit_code == 0
    assert "pos.receipts" in result.stdout
