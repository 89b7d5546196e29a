"""Every public mart and every landed table is judged by a suite, or says why not."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

EXCEPTIONS = Path(__file__).with_name("marts_without_suite.yml")


@pytest.fixture(scope="module")
def suites(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        node
        for node in manifest["nodes"].values()
        if (node.get("test_metadata") or {}).get("name") == "expectations"
    ]


@pytest.fixture(scope="module")
def judged(suites: list[dict[str, Any]]) -> set[str]:
    """Return the ids of the models and sources that have a suite."""
    return {suite["attached_node"] or source_id(suite) for suite in suites}


def source_id(suite: dict[str, Any]) -> str:
    """Return the id of the landed table that a suite without a model judges."""
    return ".".join(["source", suite["package_name"], *suite["sources"][0]])


def public_marts(manifest: dict[str, Any]) -> dict[str, str]:
    return {
        node["name"]: node["unique_id"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["config"]["access"] == "public"
    }


def test_every_public_mart_has_a_suite_or_a_written_reason(
    manifest: dict[str, Any], judged: set[str]
):
    reasons: dict[str, str] = yaml.safe_load(EXCEPTIONS.read_text("utf-8"))
    marts = public_marts(manifest)
    without = {name for name, unique_id in marts.items() if unique_id not in judged}
    assert without - reasons.keys() == set(), (
        f"give these marts a test `expectations` in their YAML, or a reason in {EXCEPTIONS.name}"
    )
    assert reasons.keys() - without == set(), f"{EXCEPTIONS.name} names what is no longer without"
    assert all(reason and len(reason.split()) >= 5 for reason in reasons.values())


def test_every_landed_table_has_a_suite(manifest: dict[str, Any], judged: set[str]):
    assert manifest["sources"].keys() - judged == set()


def test_every_landed_table_is_expected_to_have_rows_once_it_is_landed(
    suites: list[dict[str, Any]],
):
    for suite in suites:
        if suite["attached_node"] is None:
            volume = [
                entry["expect_table_row_count_to_be_between"]["min_value"]
                for entry in suite["test_metadata"]["kwargs"]["suite"]
                if "expect_table_row_count_to_be_between" in entry
            ]
            assert volume and min(volume) >= 1, f"{suite['name']} lets an empty table pass"


def test_suites_are_named_for_what_they_judge(suites: list[dict[str, Any]]):
    names: Counter[str] = Counter()
    for suite in suites:
        kwargs = suite["test_metadata"]["kwargs"]
        judged = suite["attached_node"] or source_id(suite)
        default = ".".join(judged.split(".")[2:])
        name = kwargs.get("suite_name") or default
        names[name] += 1
        assert name.startswith(default), f"{suite['name']}: suite_name must begin with {default}"
        assert suite["name"] == f"expectations_{name.replace('.', '__')}"
    repeated = [name for name, count in names.items() if count > 1]
    assert repeated == [], "suites of one name would overwrite each other's results"


def test_every_suite_on_a_model_names_tables_that_some_contract_declares(
    manifest: dict[str, Any], suites: list[dict[str, Any]]
):
    declared = {
        f"{source['source_name']}.{source['name']}" for source in manifest["sources"].values()
    }
    for suite in suites:
        landed = suite["test_metadata"]["kwargs"].get("landed") or []
        assert set(landed) <= declared, suite["name"]
