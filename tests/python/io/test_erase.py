"""Erasure without a build: what is found, what is left alone, and what happens half way."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pytest
from dbt_runs import PROJECT
from erasure_company import EMAIL, HOUSEHOLD, OTHER_EMAIL, land_day, salted, sha256

from clustomers.errors import ClustomersError
from clustomers.io.contracts import System, all_tables
from clustomers.io.erasure import databases
from clustomers.io.erasure.erase import Erasure, Tools, erase
from clustomers.io.erasure.finder import Finder
from clustomers.io.erasure.people import Person, Request, phone_forms
from clustomers.io.salt import DEMO_SALT
from clustomers.workspace import Workspace

CUSTOMER, OTHER = "a" * 31 + "1", "b" * 31 + "2"


def person(**identifiers: str) -> Person:
    return Person([], {kind: {value} for kind, value in identifiers.items()})


def found(sql: str, who: Person) -> int:
    """Return how many rows of a table the finder finds."""
    with duckdb.connect() as connection:
        connection.execute(f"create table planted as {sql}")
        counts = databases.count(connection, Finder([who], DEMO_SALT))
    return sum(counter.total() for counter in counts.values())


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("select 17 as shop_customer_id", 1),
        ("select '17' as shop_customer_id", 1),
        ("select '17' as order_id, 17 as quantity", 0),
        ("select 'shop_customer_id' as identifier_type, '17' as identifier_value", 1),
        ("select 'client_id' as identifier_type, '17' as identifier_value", 0),
        (f"select '{salted('17')}' as anything", 1),
        (f"select '{sha256('x@y.test')}' as email_sha256", 1),
        ("select ' X@Y.test ' as recipient_email", 1),
        ("select 'see x@y.test.' as note", 1),
        ("select 'x@y.test.example' as note", 0),
        ("select 'max@y.test' as note", 0),
        ("select '/?to=x%40y.test&a=1' as page_url", 1),
        ("select [{'mail': 'x@y.test'}] as nested", 1),
        ("select 'LC-1' as note, 'LC-12345' as other", 0),
        ("select '0154 7654321' as phone union all select '154-7654321'", 2),
        ("select '0154 7654322' as phone", 0),
    ],
)
def test_a_row_is_found_by_what_it_says(sql: str, rows: int) -> None:
    who = person(
        shop_customer_id="17", email="x@y.test", phone="491547654321", loyalty_member_id="LC-1234"
    )
    assert found(sql, who) == rows


def test_a_leftover_does_not_pass(tmp_path: Path) -> None:
    path = tmp_path / "some.duckdb"
    finder = Finder([person(email=EMAIL.lower())], DEMO_SALT)
    with databases.opened(path) as connection:
        connection.execute(f"create table clean as select 1 as n, '{EMAIL}x' as note")
        assert databases.count(connection, finder) == {}
        connection.execute(f"create table planted as select '{EMAIL}' as note from range(3)")
        assert databases.count(connection, finder) == {"main.planted": {0: 3}}


def test_bytes_of_deleted_rows_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "some.duckdb"
    finder = Finder([person(email=EMAIL.lower())], DEMO_SALT)
    with databases.opened(path) as connection:
        connection.execute("create schema core; create table core.t (note varchar not null)")
        connection.execute(f"insert into core.t values ('{EMAIL}'), ('other')")
        connection.execute("comment on table core.t is 'Kept'; create view v as from core.t")
    with databases.opened(path) as connection:
        databases.delete(connection, finder)
    assert EMAIL.encode() in path.read_bytes()
    databases.compact(path)
    assert EMAIL.encode() not in path.read_bytes()
    with databases.opened(path, read_only=True) as connection:
        assert connection.execute("from v").fetchall() == [("other",)]
        assert connection.execute("select comment from duckdb_tables()").fetchall() == [("Kept",)]


def test_phone_numbers_have_several_forms() -> None:
    assert {"491547654321", "00491547654321", "01547654321"} <= phone_forms("491547654321")


IDENTITIES = f"""
    create schema intermediate; create schema vault; create schema staging;
    create table intermediate.int_customers_identified as select * from (values
        ('loyalty_member_id', 'LC-XZ-0001', '{CUSTOMER}'),
        ('email', '{salted(sha256(EMAIL.lower()))}', '{CUSTOMER}'),
        ('loyalty_member_id', 'LC-OZ-0002', '{OTHER}'))
        as t (identifier_type, identifier_value, customer_id);
    create table intermediate.int_customer_ids_given as
        from intermediate.int_customers_identified;
    create table intermediate.int_identifiers_blocked as select 'email' as identifier_type,
        '{salted(sha256(HOUSEHOLD))}' as identifier_value, 'several people' as blocked_reason;
    create table vault.int_identifiers_seen as select '{EMAIL.lower()}' as email,
        '{salted(sha256(EMAIL.lower()))}' as email_hash,
        cast(null as varchar) as phone, cast(null as varchar) as phone_hash;
    create table staging.stg_landing__as_of_date as select date '2025-06-10' as as_of_date;
    create table scores as from (values ('{CUSTOMER}'), ('{OTHER}')) as t (customer_id);
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    land_day(tmp_path, 1)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as warehouse:
        warehouse.execute(IDENTITIES)
    return Workspace(tmp_path)


def run(
    workspace: Workspace,
    contracts: Mapping[str, System],
    build: Callable[..., object] = lambda *_: None,
    asked: Request | None = None,
) -> Erasure:
    tools = Tools(build, lambda: None, lambda: None)
    return erase(workspace, tools, asked, contracts=dict(contracts), log_directories=[])


def landed(workspace: Workspace) -> str:
    """Return all landed text, of Parquet files as CSV."""
    with duckdb.connect() as connection:
        return "".join(
            str(connection.execute(f"from '{path}'").fetchall())
            if path.suffix == ".parquet"
            else path.read_text()
            for path in sorted(workspace.landing.glob("*/*/*"))
        ).lower()


def landed_log(workspace: Workspace) -> list[tuple[str, int, int]]:
    log = workspace.landing / "privacy" / "erasure_log" / "erasure_log.parquet"
    with duckdb.connect() as connection:
        return connection.execute(
            f"select request_id, sum(rows_found), sum(rows_left) from '{log}' "
            "where place_kind = 'landing' group by 1"
        ).fetchall()


def test_a_run_that_was_stopped_is_finished_by_the_next(
    workspace: Workspace, contracts: Mapping[str, System]
) -> None:
    def fail(*arguments: str) -> None:
        if "--select" not in arguments:
            raise ClustomersError("core.fct_orders: no room")

    with pytest.raises(ClustomersError, match="no room") as stopped:
        run(workspace, contracts, fail)
    assert "run `clustomers erase` again" in str(stopped.value)
    journal = workspace.root / ".erasure.json"
    assert journal.stat().st_mode & 0o077 == 0
    assert EMAIL.lower() not in landed(workspace)
    done = run(workspace, contracts)
    assert [person.requests[0].request_id for person in done.people] == ["ER1"]
    # What the first run had found and deleted still counts.
    assert sum(rows.total() for place, rows in done.found.items() if place[0] == "landing") > 20
    assert not journal.exists()
    with duckdb.connect(str(workspace.warehouse)) as warehouse:
        assert warehouse.execute("from scores").fetchall() == [(OTHER,)]


def test_a_file_of_unknown_kind_is_named_and_kept(
    workspace: Workspace, contracts: Mapping[str, System]
) -> None:
    note = workspace.root / "exports" / "note.txt"
    note.parent.mkdir()
    note.write_text(f"call {EMAIL}")
    with pytest.raises(ClustomersError, match=r"exports/note\.txt: still holds 1 rows"):
        run(workspace, contracts)
    assert note.is_file()
    note.unlink()
    run(workspace, contracts)


def test_files_without_the_person_are_not_written(
    workspace: Workspace, contracts: Mapping[str, System]
) -> None:
    stores = workspace.landing / "pos" / "stores" / "day-1.csv"
    before = stores.stat().st_ino
    tickets = workspace.landing / "support" / "tickets" / "day-1.parquet"
    written = tickets.stat().st_ino
    run(workspace, contracts)
    assert stores.stat().st_ino == before
    assert tickets.stat().st_ino != written


def test_kept_rows_lose_the_person_only(
    workspace: Workspace, contracts: Mapping[str, System]
) -> None:
    run(workspace, contracts)
    orders = [
        json.loads(line)
        for line in (workspace.landing / "shop" / "orders" / "day-1.jsonl").read_text().splitlines()
    ]
    # The order stands without an account in this small warehouse, so only the receipt is blanked.
    assert [order["order_amount"] for order in orders] == ["30.00", "50.00", "5.00"]
    assert orders[1]["extra"] == {"n": 1}
    with duckdb.connect() as connection:
        receipts = connection.execute(
            "select loyalty_member_id, receipt_amount "
            f"from '{workspace.landing}/pos/receipts/day-1.parquet'"
        ).fetchall()
        body = connection.execute(
            "select body "
            f"from '{workspace.landing}/support/tickets/day-1.parquet' where ticket_id = 'TK2'"
        ).fetchall()
    assert receipts == [(None, 10.0), ("LC-OZ-0002", 20.0), (None, 40.0)]
    assert body == [("Write to [erased]. Thanks",)]


def test_a_shared_address_is_nobody(workspace: Workspace, contracts: Mapping[str, System]) -> None:
    before = landed(workspace)
    asked = Request("ER9", "email", HOUSEHOLD, "2025-06-03")
    with pytest.raises(ClustomersError, match="names nobody for certain") as refused:
        run(workspace, contracts, asked=asked)
    assert "--identifier KIND VALUE --request ER9" in str(refused.value)
    assert HOUSEHOLD not in str(refused.value)
    assert landed(workspace) == before


def test_one_person_can_be_named(workspace: Workspace, contracts: Mapping[str, System]) -> None:
    run(workspace, contracts, asked=Request("ER2", "loyalty_member_id", "LC-OZ-0002", "2025-06-03"))
    content = landed(workspace)
    assert "lc-oz-0002" not in content
    assert EMAIL.lower() in content
    ((request, rows_found, rows_left),) = landed_log(workspace)
    assert request == "ER2" and rows_found >= 10 and rows_left == 0


def test_a_request_for_somebody_unknown_is_done(
    workspace: Workspace, contracts: Mapping[str, System]
) -> None:
    done = run(workspace, contracts, asked=Request("ER3", "client_id", "nobody", "2025-06-03"))
    assert all(not rows.total() for rows in done.found.values())
    assert landed_log(workspace) == [("ER3", 0, 0)]


def test_it_waits_for_nobody(workspace: Workspace, contracts: Mapping[str, System]) -> None:
    script = f"import duckdb, time; c = duckdb.connect({str(workspace.warehouse)!r}); print(1, flush=True); time.sleep(60)"  # noqa: E501
    other = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    try:
        assert other.stdout
        other.stdout.readline()
        with pytest.raises(ClustomersError, match=rf"process {other.pid}.*nothing was changed"):
            run(workspace, contracts)
    finally:
        other.kill()
    assert EMAIL.lower() in landed(workspace)


def test_contracts_and_identity_agree_on_what_a_column_names(
    contracts: Mapping[str, System],
) -> None:
    """The macro calls of the identity models say what each column is; so must its contract."""
    folder = PROJECT / "models" / "intermediate" / "identity"
    code = "".join(
        (folder / f"int_identifiers_{name}.sql").read_text() for name in ("stated", "signalled")
    )
    calls = re.findall(r"identifiers_seen\(ref\('stg_(\w+?)__(\w+)'\),[^{]*\{(.*?)\}", code, re.S)
    assert len(calls) > 20
    seen = set()
    for system, table, body in calls:
        for kind, column in re.findall(r"'(\w+)':\s*'(\w+)'", body):
            known = contracts[system].tables[table].column(column).identifier_kind
            assert known == ("email" if kind == "email_sha256" else kind), (system, table, column)
            seen.add((system, table, column))
    # And no contract names an identifier in a table that identity reads but in a column it skips.
    for item in all_tables(contracts):
        if (item.system, item.name) not in {place[:2] for place in seen}:
            continue
        for column in item.columns:
            if (
                isinstance(column.identifier_kind, str)
                and column.identifier_kind != "referral_code"
            ):
                assert (item.system, item.name, column.name) in seen, (item.label, column.name)


def test_every_kept_table_says_why(contracts: Mapping[str, System]) -> None:
    kept = {table.label: table.anonymize for table in all_tables(contracts) if table.anonymize}
    assert "pos.receipts" in kept and "shop.orders" in kept
    assert all(reason.strip() for reason in kept.values())
    assert OTHER_EMAIL  # beside the person stands another, in every test above
