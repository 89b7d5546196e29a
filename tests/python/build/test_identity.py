"""Who is who, in a company made by hand: each guard rail, each way to be one person."""

from itertools import combinations
from pathlib import Path

import pytest
from builds import WITHOUT_TESTS, Once
from dbt.contracts.graph.manifest import Manifest
from dbt_runs import DbtRun, query, run_dbt
from identity_company import files, land, later_files, sha256

from clustomers.io.salt import DEMO_SALT

SELECTED = "+fct_customer_merges +int_identifiers_blocked +dim_accounts +int_households"
SELECTED += " +int_customers_listed +int_customer_locations"
IDENTIFIED = "select identifier_type, identifier_value, customer_id from intermediate."
IDENTIFIED += "int_customers_identified"
Key = tuple[str, str]


def salted(text: str) -> str:
    return sha256(f"{DEMO_SALT}|{text}")


def email(address: str) -> str:
    return salted(sha256(address))


def build(workspace: Path, parsed: Manifest) -> DbtRun:
    return run_dbt(
        "build",
        "--select",
        *SELECTED.split(),
        *WITHOUT_TESTS,
        "--vars",
        "as_of_date: 2025-06-30",
        workspace=workspace,
        target=workspace / "target",
        manifest=parsed,
    )


@pytest.fixture(scope="module")
def first(once: Once, parsed: Manifest) -> Path:
    def make(directory: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("CLUSTOMERS_SALT", raising=False)
            run = build(land(directory, files()), parsed)
        assert run.succeeded, run.output

    return once("identity_first", make) / "warehouse.duckdb"


@pytest.fixture(scope="module")
def second(once: Once, parsed: Manifest) -> Path:
    def make(directory: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("CLUSTOMERS_SALT", raising=False)
            assert build(land(directory, files()), parsed).succeeded
            run = build(land(directory, later_files()), parsed)
        assert run.succeeded, run.output

    return once("identity_second", make) / "warehouse.duckdb"


def customers(warehouse: Path) -> dict[Key, str]:
    return {(kind, value): customer for kind, value, customer in query(warehouse, IDENTIFIED)}


ANNA = {
    ("loyalty_member_id", "L1"),
    ("shop_customer_id", "S1"),
    ("email", email("anna@x.de")),
    ("email", email("anna.second@x.de")),
    ("phone", salted("491541111111")),
    ("device_id", "D1"),
    ("anonymous_id", "B1.1"),
}
DORA = {
    ("loyalty_member_id", "L4"),
    ("loyalty_member_id", "L5"),
    ("email", email("dora@x.de")),
}
EVA = {
    ("loyalty_member_id", "L6"),
    ("shop_customer_id", "S6"),
    ("phone", salted("4365912345678")),
}
FRITZ = {
    ("shop_customer_id", "S7"),
    ("client_id", "P7"),
    ("contact_id", "C7"),
    ("contact_id", "C8"),
    ("user_id", "U7"),
    ("email", email("fritz@x.de")),
    ("email", email("fritz.falk@work.example.com")),
    ("phone", salted("491547777777")),
}
ALONE = [{("shop_customer_id", f"S{number}")} for number in (2, 3, 8, 9)]


def test_everyone_is_found_once(first: Path) -> None:
    found: dict[str, set[Key]] = {}
    for identifier, customer in customers(first).items():
        found.setdefault(customer, set()).add(identifier)
    expected = [ANNA, DORA, EVA, FRITZ, *ALONE]
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, expected))


def test_what_names_nobody_says_why(first: Path) -> None:
    blocked = query(
        first,
        "select identifier_type, identifier_value, blocked_reason "
        "from intermediate.int_identifiers_blocked",
    )
    assert {(kind, value): reason for kind, value, reason in blocked} == {
        ("loyalty_member_id", "null"): "blocked value",
        ("shop_customer_id", "undefined"): "blocked value",
        ("anonymous_id", "anonymous"): "blocked value",
        ("anonymous_id", "123456"): "all digits",
        ("advertising_id", "00000000-0000-0000-0000-000000000000"): "blocked value",
        ("email", email("familie@x.de")): "several people",
        ("device_id", "TABLET"): "several people",
        ("anonymous_id", "B2.1"): "several people",
        ("third_party_id", "TP1"): "several people",
    }


def test_what_is_blocked_stays_observed(first: Path) -> None:
    seen = query(
        first,
        "select known.identifier_type, known.sighting_count "
        "from intermediate.int_identifiers_blocked "
        "inner join intermediate.int_identifiers_known as known "
        "using (identifier_type, identifier_value) "
        f"where identifier_value in ('TABLET', '{email('familie@x.de')}')",
    )
    assert sorted(seen) == [("device_id", 3), ("email", 3)]


def test_the_id_comes_from_the_earliest_identifier(first: Path) -> None:
    import hashlib

    found = customers(first)
    # Card, address and phone came on one day: the card goes first.
    anna = hashlib.md5(b"loyalty_member_id:L1").hexdigest()
    assert found["shop_customer_id", "S1"] == anna
    fritz = hashlib.md5(b"client_id:P7").hexdigest()
    assert found["contact_id", "C8"] == fritz


def test_what_was_known_at_a_date(first: Path) -> None:
    """Before the account told otherwise, the guest's second address was another customer."""
    known = query(
        first,
        "select customer_id, cast(known_from as varchar), is_current "
        "from intermediate.int_customer_ids_dated "
        f"where identifier_value = '{email('anna.second@x.de')}' order by known_from",
    )
    anna = customers(first)["loyalty_member_id", "L1"]
    assert [(time, current) for _, time, current in known] == [
        ("2025-02-10 12:00:00", False),
        ("2025-06-10 12:00:00", True),
    ]
    assert known[1][0] == anna != known[0][0]
    assert query(
        first,
        "select former_customer_id, customer_id, change_kind from core.fct_customer_merges "
        f"where former_customer_id = '{known[0][0]}'",
    ) == [(known[0][0], anna, "merge")]


def test_the_replay_ends_where_the_components_are(first: Path) -> None:
    assert (
        query(
            first,
            "select node, component from intermediate.int_identity_components except "
            "select node, component from ml.int_identity_replayed where is_current",
        )
        == []
    )


def test_an_id_once_given_resolves_for_ever(first: Path, second: Path) -> None:
    before, after = customers(first), customers(second)
    merges = query(
        second, "select former_customer_id, customer_id, change_kind from core.fct_customer_merges"
    )
    anna, dora = before["loyalty_member_id", "L1"], before["loyalty_member_id", "L4"]
    # A late, earlier record gives Anna another id; the old one leads to it.
    assert after["loyalty_member_id", "L1"] != anna
    assert (anna, after["loyalty_member_id", "L1"], "merge") in merges
    # Dora keeps her id; her sister's card leaves it.
    assert after["loyalty_member_id", "L4"] == dora
    assert after["loyalty_member_id", "L5"] != dora
    assert (dora, after["loyalty_member_id", "L5"], "split") in merges
    resolved = {former for former, _, _ in merges} | set(after.values())
    assert set(before.values()) <= resolved


def test_no_address_or_number_leaves_the_vault(second: Path) -> None:
    texts = query(
        second,
        "select table_schema, table_name, column_name from information_schema.columns "
        "where data_type = 'VARCHAR' and table_schema in ('intermediate', 'core', 'ml')",
    )
    assert len(texts) > 20
    pattern = r"[^@ ]+@[^@ ]+\.[a-z]|154.?(1111111|777)|659.?12345678"
    for schema, table, column in texts:
        found = query(
            second,
            f"select 1 from {schema}.{table} where regexp_matches({column}, '{pattern}') limit 1",
        )
        assert found == [], (schema, table, column)


def test_the_salt_is_written_nowhere(second: Path) -> None:
    for path in second.parent.rglob("*"):
        if path.is_file():
            assert DEMO_SALT.encode() not in path.read_bytes(), path


def test_an_account_counts_people_not_records(first: Path) -> None:
    """Two contacts and a user are one person."""
    fritz = customers(first)["user_id", "U7"]
    assert query(
        first,
        "select customer_id, contact_role, usage_role, contact_count, user_count "
        "from intermediate.int_account_members",
    ) == [(fritz, "champion", "owner", 2, 1)]
    assert query(
        first, "select account_id, member_count, contact_count, user_count from core.dim_accounts"
    ) == [("A1", 1, 1, 1)]


def test_the_golden_record_follows_survivorship(first: Path) -> None:
    anna = customers(first)["loyalty_member_id", "L1"]
    golden = query(
        first,
        "select first_name, email, phone, street, city from vault.int_customers_golden "
        f"where customer_id = '{anna}'",
    )
    # The shop's record is the latest, and names no phone and no street: the card's do.
    assert golden == [("Anna", "anna@x.de", "+49 154 1111111", "Weg 1", "Berlin")]


def test_a_city_of_few_is_not_told(first: Path) -> None:
    found = query(
        first, "select distinct city, is_suppressed from intermediate.int_customer_locations"
    )
    assert found == [(None, True)]


def test_nobody_is_in_two_groups() -> None:
    for one, other in combinations([ANNA, DORA, EVA, FRITZ, *ALONE], 2):
        assert not one & other
