"""Protects the way in for other people's files: the README's five steps, and every value's meaning.

The export is what a German till writes: other names, semicolons, decimal commas, local times over
both changes of the clocks, a byte order mark, line breaks in notes, no line numbers, receipt
numbers that start anew in each store, and item prices in cents.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from landing_helpers import PROJECT, Write, landed
from typer.testing import CliRunner, Result

from clustomers.cli import app
from clustomers.errors import ClustomersError
from clustomers.io import sql
from clustomers.io.contracts import System
from clustomers.io.landing import land_folder
from clustomers.io.mapping import read_mapping
from clustomers.io.mapping_sql import read_number, read_time
from clustomers.workspace import Workspace

Contracts = Mapping[str, System]

SALES = """Bon-Nr;Filiale;Kasse;Kundenkarte;Datum;Uhrzeit;Artikel-Nr;Menge;Betrag;Rabatt;Notiz
1001;F1;1;K7;31.10.2021;02:30:00;A1;2;3,98;0,00;"sagt ""hallo""
und geht; spät"
1001;F1;1;K7;31.10.2021;02:30:00;A2;0,512;1.234,50;0,10;
1001;F2;1;;30.10.2021;18:01:59;A1;-1;-1,99;0,00;
1002;F1;2;K8;28.03.2021;02:15:00;A3;1;12,00;1,00;
1003;F1;2;K8;01.01.2021;00:30:00;A3;1;12,00;0,00;
1004;F1;2;K8;02.07.2021;10:00:00;A3;1;umsonst;0,00;
"""
ITEMS = """sku,description,brand,warengruppe,price_cents
A1,Milch,Hof,Molkerei,199
A2,"Käse, alt",Hof,Molkerei,2499
A3,Brot,Ofen,Backwaren,1200
"""
STORES = "Nr;Bezeichnung;Ort;Eröffnung\nF1;Mitte;Köln;01.02.1999\nF2;Süd;München;15.06.2005\n"
MEMBERS = "Kundennr;Eintritt;Altersgruppe\nK7;05.01.2020;30-39\nK8;17.11.2019;50-59\n"
EXPORT: dict[str, str | bytes] = {
    "till_sales.csv": b"\xef\xbb\xbf" + SALES.encode("utf-8"),
    "items.csv": ITEMS,
    "Filialen.csv": STORES.encode("cp1252"),
    "kunden.csv": MEMBERS,
}
ANSWERS = {
    "company_name: {constant: DECIDE}": "company_name: {constant: Hofladen}",
    "time_zone: {constant: DECIDE}": "time_zone: {constant: Europe/Berlin}",
    "currency: {constant: DECIDE}": "currency: {constant: EUR}",
    "time_zone: DECIDE": "time_zone: Europe/Berlin",
}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["land", "folder", *map(str, arguments)])


def test_the_five_steps_of_the_readme(
    source: Write, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 1. Put the files of the export into one folder, and name a workspace for your company.
    folder = source(EXPORT)
    monkeypatch.chdir(PROJECT)
    monkeypatch.setenv("CLUSTOMERS_WORKSPACE", str(workspace.root))
    # 2. Land the folder: a draft of a mapping is written, and what you must decide is listed.
    drafted = run(folder)
    assert drafted.exit_code == 2
    assert not workspace.landing.exists()
    mapping = workspace.root / "export.mapping.yml"
    assert str(mapping) in drafted.stderr
    decisions = [line for line in drafted.stderr.splitlines() if line.startswith("  - ")]
    assert [decision.split(":")[0].strip(" -") for decision in decisions] == [
        "defaults.time_zone",
        "planning.company.company_name",
        "planning.company.time_zone",
        "planning.company.currency",
    ]
    # 3. Open the draft, replace every DECIDE, and check the rest.
    undecided = run(folder, "--map", mapping)
    assert undecided.exit_code == 2
    assert "planning.company.currency: is still to be decided" in undecided.stderr
    text = mapping.read_text()
    for question, answer in ANSWERS.items():
        text = text.replace(question, answer)
    mapping.write_text(text)
    # 4. Land the folder with the mapping, and read the report.
    done = run(folder, "--map", mapping)
    assert done.exit_code == 0, done.output
    assert re.search(r"pos\.receipt_lines +1 +6 +1 +1 +0 +new", done.stdout)
    assert "pos.receipt_lines.net_amount: 1 malformed values" in done.stdout
    assert re.search(r"predictions +yes", done.stdout)
    for word in ("twice", "skips"):
        assert re.search(rf"pos.receipts: sold_at: rows in the hour .* {word} .*: 1\b", done.stdout)
    # 5. Build. What it will read:
    assert landed(workspace, "pos.receipts", "receipt_id, store_id, cast(sold_at as varchar)") == [
        ("F1-1001", "F1", "2021-10-31 01:30:00"),
        ("F1-1002", "F1", "2021-03-28 01:15:00"),
        ("F1-1003", "F1", "2020-12-31 23:30:00"),
        ("F1-1004", "F1", "2021-07-02 08:00:00"),
        ("F2-1001", "F2", "2021-10-30 16:01:59"),
    ]
    lines = landed(
        workspace, "pos.receipt_lines", "receipt_id, line_number, quantity, net_amount", "1, 2"
    )
    assert lines == [
        ("F1-1001", 1, Decimal("2.000"), "3.98"),
        ("F1-1001", 2, Decimal("0.512"), "1234.50"),
        ("F1-1002", 1, Decimal("1.000"), "12.00"),
        ("F1-1003", 1, Decimal("1.000"), "12.00"),
        ("F1-1004", 1, Decimal("1.000"), "umsonst"),
        ("F2-1001", 1, Decimal("-1.000"), "-1.99"),
    ]
    stores = landed(workspace, "pos.stores", "store_id, city, cast(opened_date as varchar)")
    assert stores == [("F1", "Köln", "1999-02-01"), ("F2", "München", "2005-06-15")]
    assert landed(workspace, "planning.company", "time_zone, currency") == [
        ("Europe/Berlin", "EUR")
    ]
    members = landed(workspace, "pos.loyalty_members", "loyalty_member_id, age_band")
    assert members == [("K7", "30-39"), ("K8", "50-59")]
    again = run(folder, "--map", mapping)
    assert "Unchanged" in again.stdout


def test_a_draft_never_overwrites_a_persons_mapping(
    source: Write, workspace: Workspace, contracts: Contracts
) -> None:
    folder = source(EXPORT)
    with pytest.raises(ClustomersError, match="A draft mapping was written"):
        land_folder(folder, workspace, contracts=contracts)
    mapping = workspace.root / "export.mapping.yml"
    mapping.write_text("mine")
    with pytest.raises(ClustomersError, match="a mapping for it exists"):
        land_folder(folder, workspace, contracts=contracts)
    assert mapping.read_text() == "mine"


def draft(folder: Path, workspace: Workspace, contracts: Contracts) -> tuple[str, list[str]]:
    with pytest.raises(ClustomersError) as error:
        land_folder(folder, workspace, contracts=contracts)
    decisions = [line.strip(" -") for line in error.value.problems if line.startswith("  - ")]
    text = (workspace.root / "export.mapping.yml").read_text()
    assert yaml.safe_load(text)["tables"]
    return text, decisions


def test_a_draft_asks_what_only_a_person_knows(
    source: Write, workspace: Workspace, contracts: Contracts
) -> None:
    sales = """ticket,branch,cust_no,when,sku,qty,amount_paid,price_full
9,B1,77,03/04/2024 10:00,A,1,199,250
10,B1,78,05/06/2024 11:00,B,3,2450,2450
"""
    text, decisions = draft(source({"sales.csv": sales}), workspace, contracts)
    asked = "\n".join(decisions)
    assert "pos.receipts.sold_at date_format: every value reads as %d/%m/%Y %H:%M and as" in asked
    assert "pos.receipt_lines.net_amount unit_factor: whole numbers up to 2,450" in asked
    assert 'receipt_id: "ticket"' in text
    assert 'loyalty_member_id: "cust_no"' in text


def test_a_draft_reads_english_exports_in_several_files(
    source: Write, workspace: Workspace, contracts: Contracts
) -> None:
    head = "TransactionID,StoreNo,CustomerID,TransactionTime,Total\n"
    detail = "TransactionID,LineNo,ItemCode,Qty,NetSales,Discount,CostPrice\n"
    text, decisions = draft(
        source(
            {
                "transactions_2024-01.csv": head + "1,S1,C1,2024-01-05T10:00:00Z,4.50\n",
                "transactions_2024-02.csv": head + "2,S1,,2024-02-05T11:00:00Z,9.00\n",
                "transaction_items.csv": detail
                + "1,1,A,1,4.50,0.00,2.00\n2,1,A,2,9.00,0.50,4.00\n",
                "products.csv": "ItemCode,ItemName,Brand,Category\nA,Tea,Leaf,Drinks\n",
                "notes.pdf": "x",
            }
        ),
        workspace,
        contracts,
    )
    tables = yaml.safe_load(text)["tables"]
    assert tables["pos.receipts"]["file"] == "transactions_*-*.csv"
    assert tables["pos.receipts"]["columns"] == {
        "receipt_id": "TransactionID",
        "store_id": "StoreNo",
        "loyalty_member_id": "CustomerID",
        "receipt_amount": "Total",
        "sold_at": "TransactionTime",
    }
    assert tables["pos.receipt_lines"]["columns"] == {
        "receipt_id": "TransactionID",
        "line_number": "LineNo",
        "product_id": "ItemCode",
        "quantity": "Qty",
        "discount_amount": "Discount",
        "net_amount": "NetSales",
        "cost_amount": "CostPrice",
    }
    # The times carry their offset, so no zone is asked for; only the company's settings are.
    assert all(decision.startswith("planning.company.") for decision in decisions)
    assert "# Files that nothing reads: notes.pdf" in text


SHOP = {
    "orders_export.csv": """Name,Customer ID,Created at,Lineitem sku,Lineitem quantity
"#1",77,2024-07-01 10:20:42 +0200,A,1
"#1",77,2024-07-01 10:20:42 +0200,B,2
"#2",78,2024-12-01 23:30:00 +0100,A,1
""",
    "customers_export.csv": """Customer ID,First Name,Last Name,Email,Zip,Created
77,Ida,Kern,ida@example.com,10115,13/04/2024 09:30
78,Jan,Roth,jan@example.com,50667,02/05/2024 11:00
""",
}


def test_a_draft_of_named_systems_reads_a_shops_export(source: Write, workspace: Workspace) -> None:
    folder = source(SHOP)
    with pytest.raises(ClustomersError):
        land_folder(folder, workspace, systems=["shop"])
    file = workspace.root / "export.mapping.yml"
    tables = yaml.safe_load(file.read_text())["tables"]
    assert {name for name in tables if not name.startswith("shop.")} == {"planning.company"}
    customers = tables["shop.customers"]["columns"]
    assert customers["shop_customer_id"] == "Customer ID"
    assert customers["postal_code"] == "Zip"
    orders = tables["shop.orders"]["columns"]
    assert (orders["shop_customer_id"], orders["ordered_at"]) == ("Customer ID", "Created at")


def test_a_time_whose_offset_stands_apart_is_read_in_utc(
    source: Write, workspace: Workspace
) -> None:
    mapping = workspace.root / "shop.yml"
    mapping.parent.mkdir(parents=True, exist_ok=True)
    mapping.write_text(
        "defaults: {time_zone: Europe/Berlin}\n"
        "tables: {shop.orders: {file: orders_export.csv, one_row_per_key: true, columns: "
        "{order_id: Name, ordered_at: Created at}}}"
    )
    land_folder(source(SHOP), workspace, mapping)
    assert landed(workspace, "shop.orders", "order_id, cast(ordered_at as varchar)") == [
        ("#1", "2024-07-01 08:20:42"),
        ("#2", "2024-12-01 22:30:00"),
    ]


def test_a_system_that_is_none_is_named_with_those_there_are(
    source: Write, workspace: Workspace
) -> None:
    with pytest.raises(ClustomersError, match=r"--system shpo: there is no such.*shop"):
        land_folder(source(SHOP), workspace, systems=["shpo"])


MAPPING = """
defaults:
  time_zone: UTC
tables:
  pos.receipts:
    file: sales*.csv
    one_row_per_key: true
    csv: {decimal: ","}
    columns:
      receipt_id: {join: [shop, bon], separator: "-"}
      store_id: shop
      register_id: {constant: main}
      loyalty_member_id: {from: card, values: {none: ""}}
      receipt_amount: {sum: cents, unit_factor: 0.01}
      sold_at: {from: sold, date_format: ["%d.%m.%Y %H:%M", epoch_seconds]}
  pos.receipt_lines:
    file: sales*.csv
    csv: {decimal: ","}
    columns:
      receipt_id: {join: [shop, bon], separator: "-"}
      line_number: {row_number_by: [shop, bon], order_by: pos}
      product_id: sku
      quantity: {from: qty, values: {one: 1}}
      net_amount: {from: cents, unit_factor: 0.01}
"""
ONE = """shop,bon,card,sold,pos,sku,qty,cents
S1,1,none,01.02.2024 10:00,10,B,one,250
S1,1,none,01.02.2024 10:00,9,A,"1,5",1000
"""
TWO = """shop,bon,card,sold,pos,sku,qty,cents
S1,1,none,01.02.2024 10:00,11,C,2.5,1
S1,,none,01.02.2024 10:00,1,C,1,1
S1,,none,01.02.2024 10:00,1,C,1,1
S2,1,K1,1706781600,1,C,1,99
"""


def test_every_kind_of_source_does_what_it_says(
    source: Write, workspace: Workspace, contracts: Contracts, tmp_path: Path
) -> None:
    mapping = tmp_path / "m.yml"
    mapping.write_text(MAPPING)
    folder = source({"sales1.csv": ONE, "sales2.csv": TWO})
    report = land_folder(folder, workspace, mapping, contracts)
    columns = "receipt_id, store_id, register_id, receipt_amount, cast(sold_at as varchar)"
    ten = "2024-02-01 10:00:00"
    assert landed(workspace, "pos.receipts", columns) == [
        ("S1-1", "S1", "main", Decimal("12.51"), ten),
        ("S2-1", "S2", "main", Decimal("0.99"), ten),
        # Rows without the key are not folded into one: each is rejected, and none is lost.
        (None, "S1", "main", Decimal("0.01"), ten),
        (None, "S1", "main", Decimal("0.01"), ten),
    ]
    assert report.table("pos.receipts").rejected == 2
    columns = "product_id, line_number, quantity, net_amount"
    lines = landed(workspace, "pos.receipt_lines", f"receipt_id, {columns}", "1, 3")
    assert lines[:3] == [
        ("S1-1", "A", 1, "1.500", Decimal("10.00")),
        ("S1-1", "B", 2, "1.000", Decimal("2.50")),
        # 2.5 is not how this file writes decimals; it is kept, and not taken for a number.
        ("S1-1", "C", 3, "unreadable: 2.5", Decimal("0.01")),
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("pos.receipts:", "pos.receipt:", "pos.receipt is unknown; did you mean pos.receipts?"),
        ("store_id: shop", "shop_id: shop", "pos.receipts: shop_id is unknown; did you mean"),
        ("store_id: shop", "store_id: shopp", "sales1.csv has no column shopp; did you mean shop?"),
        ("      store_id: shop\n", "", "pos.receipts.store_id: is required (Store that issued"),
        ("store_id: shop", "store_id: DECIDE", "pos.receipts.store_id: is still to be decided"),
        ("{from: card,", "{from: card, constant: x,", "exactly one source, but from and constant"),
        ("{from: card,", "{", "exactly one source, but nothing is given"),
        ("file: sales*.csv", "file: sale.csv", "is named sale.csv"),
        ("time_zone: UTC", "time_zone: Berlin", "Berlin is not an IANA time zone"),
        ("time_zone: UTC", "time_zone: DECIDE", "sold_at: time_zone is still to be decided"),
        ("  time_zone: UTC", "  timezone: UTC", "timezone is unknown; did you mean time_zone?"),
        ('decimal: ","', "decimal: comma", "csv decimal must be '.' or ','"),
        ('decimal: ","', "encoding: utf-9", "csv encoding utf-9 is unknown"),
        ("one_row_per_key: true", "one_row_per_key: false", "`sum` needs `one_row_per_key: true`"),
        ("store_id: shop", "store_id: {from: shop, unit_factor: 2}", "unit_factor needs a number"),
        ("unit_factor: 0.01", "unit_factor: cents", "unit_factor must be a number"),
        ("order_by: pos", "separator: '-'", "separator does not go with row_number_by"),
        ("defaults:", "default:", "default is unknown; did you mean defaults?"),
        ("tables:", "tables: [", "not readable as YAML"),
    ],
)
def test_a_mistake_in_a_mapping_names_its_place(
    old: str,
    new: str,
    problem: str,
    source: Write,
    workspace: Workspace,
    contracts: Contracts,
    tmp_path: Path,
) -> None:
    mapping = tmp_path / "m.yml"
    mapping.write_text(MAPPING.replace(old, new, 1))
    folder = source({"sales1.csv": ONE})
    with pytest.raises(ClustomersError) as error:
        land_folder(folder, workspace, mapping, contracts)
    assert problem in str(error.value)
    assert not workspace.landing.exists()


def test_a_wrong_encoding_is_told(
    source: Write, workspace: Workspace, contracts: Contracts, tmp_path: Path
) -> None:
    mapping = tmp_path / "m.yml"
    mapping.write_text("tables:\n  pos.stores:\n    file: a.csv\n    columns: {store_id: Nr}\n")
    folder = source({"a.csv": "Nr;Ort\n1;Köln\n".encode("cp1252")})
    with pytest.raises(ClustomersError, match=r"a\.csv: cannot be read"):
        land_folder(folder, workspace, mapping, contracts)
    mapping.write_text(
        mapping.read_text().replace("    columns", "    csv: {encoding: cp1252}\n    columns")
    )
    land_folder(folder, workspace, mapping, contracts)
    assert landed(workspace, "pos.stores", "store_id") == [("1",)]


def test_a_mapping_reads_typed_files(
    source: Write, workspace: Workspace, contracts: Contracts, tmp_path: Path
) -> None:
    mapping = tmp_path / "m.yml"
    mapping.write_text(
        "defaults: {time_zone: Europe/Berlin, csv: {decimal: ','}}\n"
        "tables:\n  pos.receipts:\n    file: '*.parquet'\n"
        "    columns: {receipt_id: id, store_id: shop, receipt_amount: total, sold_at: at}\n"
    )
    folder = source({})
    folder.mkdir()
    with sql.connect() as connection:
        connection.execute(
            "copy (select 17.0::double as id, 3 as shop, 2.5::double as total, "
            "timestamp '2024-07-01 10:00:00' as at union all "
            f"select 18, 3, null, null) to '{folder / 'x.parquet'}'"
        )
    land_folder(folder, workspace, mapping, contracts)
    columns = "receipt_id, store_id, receipt_amount, cast(sold_at as varchar)"
    assert landed(workspace, "pos.receipts", columns) == [
        ("17", "3", Decimal("2.50"), "2024-07-01 08:00:00"),
        ("18", "3", None, None),
    ]


STYLES = {"English": (".", ","), "German": (",", "."), "Swiss": (".", "'"), "French": (",", " ")}
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


def evaluate(expression: str, values: list[str]) -> list[object]:
    with sql.connect() as connection:
        rows = connection.execute(
            f"select {expression} from (select unnest(?::varchar[]) as value)", [values]
        ).fetchall()
    return [row[0] for row in rows]


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=10, deadline=None)
@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=50), sign=st.sampled_from(["€ ", "", "EUR"]))
def test_numbers_are_read_as_they_were_written(
    style: str, amounts: list[Decimal], sign: str
) -> None:
    decimal, thousands = STYLES[style]
    marks = str.maketrans({".": decimal, ",": thousands})
    written = [sign + f"{amount:,.2f}".translate(marks) for amount in amounts]
    plain = [f"{amount:.2f}".translate(marks) + f" {sign}" for amount in amounts]
    read = read_number("trim(value)", decimal, thousands)
    exact = f"try_cast({read} as decimal(18, 2))"
    assert evaluate(exact, written) == amounts
    assert evaluate(exact, plain) == amounts


@settings(max_examples=20, deadline=None)
@given(texts=st.lists(st.text(alphabet="0123456789.,-+ €eE'x", max_size=8), min_size=1))
def test_what_is_no_number_is_never_guessed(texts: list[str]) -> None:
    number = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d*)?|[+-]?,\d+")
    results = evaluate(read_number("value", ",", "."), texts)
    for text, result in zip(texts, results, strict=True):
        bare = re.sub(r"^([€$£¥]|[A-Za-z]{3})\s*|\s*([€$£¥]|[A-Za-z]{3})$", "", text)
        bare = re.sub(r"[eE][+-]?\d+(?=-?$)", "", bare)
        bare = bare[:-1] if bare.endswith("-") else bare
        assert result is None or number.fullmatch(bare), (text, result)


def test_signs_behind_and_hard_spaces_are_understood() -> None:
    values = ["12,50-", "1\u00a0234,5", "1\u202f234", "-,5", "--1", "1,2,3", "", "12.34"]
    assert evaluate(read_number("value", ",", " "), values) == [
        "-12.50", "1234.5", "1234", "-.5", None, None, None, None,
    ]  # fmt: skip


FORMATS = ["%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%Y%m%d%H%M%S"]
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)).map(
    lambda time: time.replace(microsecond=0, tzinfo=UTC)
)


@pytest.mark.parametrize("pattern", FORMATS)
@settings(max_examples=15, deadline=None)
@given(times=st.lists(INSTANTS, min_size=1, max_size=50))
def test_times_are_read_as_they_were_written(pattern: str, times: list[datetime]) -> None:
    written = [time.strftime(pattern) for time in times]
    plain = [time.replace(tzinfo=None) for time in times]
    assert evaluate(read_time("value", [pattern]), written) == plain


@settings(max_examples=15, deadline=None)
@given(times=st.lists(INSTANTS, min_size=1, max_size=50))
def test_local_times_come_back_to_utc(times: list[datetime]) -> None:
    """All but the hour that the clocks show twice, which is its second pass."""
    berlin = ZoneInfo("Europe/Berlin")
    written = [time.astimezone(berlin).strftime("%d.%m.%Y %H:%M:%S") for time in times]
    local = read_time("value", ["%d.%m.%Y %H:%M:%S"])
    read = evaluate(f"timezone('UTC', timezone('Europe/Berlin', {local}))", written)
    for time, result in zip(times, read, strict=True):
        first_pass = time.astimezone(berlin).fold == 0 and (
            (time + timedelta(hours=1)).astimezone(berlin).fold == 1
        )
        expected = time + timedelta(hours=1) if first_pass else time
        assert result == expected.replace(tzinfo=None)


def test_the_example_in_the_docs_is_valid(contracts: Contracts, tmp_path: Path) -> None:
    guide = (PROJECT / "docs" / "landing.md").read_text()
    example = guide.split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "example.yml"
    path.write_text(example)
    assert read_mapping(path, contracts)
