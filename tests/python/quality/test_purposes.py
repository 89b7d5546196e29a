"""Purposes are labels that data carries along: nobody is followed without having agreed to it."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import sqlglot

Node = Mapping[str, Any]
PURPOSES = {"analytics", "personalization", "advertising"}
# What leads to one person, beside the landed columns whose class says so.
LEADS_TO_A_PERSON = {
    "customer_id", "former_customer_id", "visitor_id", "holder_id", "contact_id", "lead_id",
    "identifier_value", "identifier_hash", "visitor_identifier", "user_identifier",
    "session_visitor", "first_user_id",
}  # fmt: skip
# Where consent is looked up; the second is a gate by itself, for what is as of a snapshot.
ASKING = {"model.clustomers.int_consents_granted", "model.clustomers.int_snapshots_consented"}
PII_CLASSES = {"contact", "identifier"}
# Marts of persons that say what they agreed to and which id is theirs, and follow nobody.
ACCOUNTABLE = {"fct_consents", "fct_customer_merges"}


def purposes(node: Node) -> set[str]:
    return set(node["config"]["meta"].get("purposes", []))


def is_gate(node: Node) -> bool:
    return bool(node["config"]["meta"].get("is_consent_gate", False))


def is_mart(node: Node) -> bool:
    return bool(node["config"]["access"] == "public")


@pytest.fixture(scope="module")
def models(manifest: Mapping[str, Any]) -> Mapping[str, Node]:
    nodes = manifest["nodes"].items()
    return {key: node for key, node in nodes if node["resource_type"] == "model"}


@pytest.fixture(scope="module")
def person_level(
    manifest: Mapping[str, Any], models: Mapping[str, Node], compiled_sql: Mapping[str, str]
) -> set[str]:
    """Return the ids of the models whose rows lead to a person."""
    personal = LEADS_TO_A_PERSON | {
        name
        for source in manifest["sources"].values()
        for name, column in source["columns"].items()
        if column["config"]["meta"].get("pii") in PII_CLASSES
    }
    found = set()
    for unique_id, node in models.items():
        columns = set(node["columns"])
        if node["name"] in compiled_sql:
            tree = sqlglot.parse_one(compiled_sql[node["name"]], dialect="duckdb")
            final = [cte for cte in tree.ctes if cte.alias == "final"]
            columns |= set((final[0].this if final else tree).named_selects)
        if columns & personal:
            found.add(unique_id)
    return found


def unlawful_reads(
    models: Mapping[str, Node], person_level: set[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield each model that reads rows of persons who may not have agreed to its purpose."""
    for node in models.values():
        if is_gate(node):
            continue
        for parent in node["depends_on"]["nodes"]:
            if parent in person_level:
                for purpose in purposes(node) - purposes(models[parent]):
                    yield node["name"], models[parent]["name"], purpose


def test_rows_of_persons_come_with_the_purpose(
    models: Mapping[str, Node], person_level: set[str]
) -> None:
    unlawful = sorted(unlawful_reads(models, person_level))
    assert not unlawful, unlawful


def test_a_gate_asks_for_consent(models: Mapping[str, Node]) -> None:
    gates = [node for node in models.values() if is_gate(node)]
    assert len(gates) > 10
    for node in gates:
        assert ASKING & set(node["depends_on"]["nodes"]), node["name"]


def test_every_mart_of_persons_has_a_purpose(
    models: Mapping[str, Node], person_level: set[str]
) -> None:
    without = {
        node["name"]
        for unique_id, node in models.items()
        if unique_id in person_level and is_mart(node) and not purposes(node)
    }
    assert without == ACCOUNTABLE


def test_purposes_are_those_that_people_are_asked_for(models: Mapping[str, Node]) -> None:
    assert set().union(*(purposes(node) for node in models.values())) <= PURPOSES


def test_the_rule_finds_a_model_that_reads_past_the_gate(
    models: Mapping[str, Node], person_level: set[str]
) -> None:
    """The same models, with one gate that forgets to be one and one that reads the vault."""
    name = "model.clustomers.fct_events"
    blind = {"config": {"meta": {"purposes": ["analytics"]}}}
    broken = {**models, name: {**models[name], **blind}}
    assert ("fct_events", "int_visitors_identified", "analytics") in set(
        unlawful_reads(broken, person_level)
    )
