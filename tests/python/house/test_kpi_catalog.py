"""The catalog of KPIs: few headlines, complete definitions, and each number really computed."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
MODELS = {"retail", "local_service", "b2b"}
CATALOG = list(csv.DictReader((ROOT / "seeds" / "kpi_catalog.csv").open(encoding="utf-8")))


def _models(row: Mapping[str, str], column: str) -> set[str]:
    return {model for model in row[column].split("|") if model}


@pytest.mark.parametrize("model", sorted(MODELS))
def test_a_board_opens_on_few_numbers(model: str) -> None:
    """One north star for each business model, and at most twelve headlines beside it."""
    stars = [row["kpi_id"] for row in CATALOG if row["north_star_model"] == model]
    headlines = [row["kpi_id"] for row in CATALOG if model in _models(row, "headline_models")]
    assert len(stars) == 1
    assert stars[0] in headlines
    assert len(headlines) - 1 <= 12


@pytest.mark.parametrize("row", CATALOG, ids=lambda row: row["kpi_id"])
def test_a_definition_is_whole(row: Mapping[str, str]) -> None:
    assert all(
        row[column]
        for column in ("kpi_name", "formula", "numerator", "denominator", "owner_role", "source")
    )
    assert _models(row, "business_models") <= MODELS
    assert _models(row, "headline_models") <= _models(row, "business_models")
    assert (row["tier"] == "1") == bool(row["headline_models"])
    assert (row["is_additive"] == "true") == (row["not_additive_because"] == "")
    assert row["is_additive"] == "false" or row["denominator"] == "1"
    assert row["smallest_period"] in {"day", "week", "month"}
    assert row["interval_method"] in {"", "wilson", "normal"}
    assert row["interval_method"] != "wilson" or row["unit"] == "share"


def test_every_kpi_is_computed_in_one_model(compiled_sql: Mapping[str, str]) -> None:
    """A KPI of the catalog without SQL, or with two definitions, would go unnoticed."""
    models = {
        name: sql
        for name, sql in compiled_sql.items()
        if name.startswith(("int_measures_", "int_kpis_"))
    }
    computed: dict[str, list[str]] = {
        row["kpi_id"]: [
            name
            for name, sql in models.items()
            # A plan that is looked up is no definition.
            if f"'{row['kpi_id']}'" in sql.replace(f"kpi_id = '{row['kpi_id']}'", "")
        ]
        for row in CATALOG
    }
    assert {kpi: names for kpi, names in computed.items() if len(names) != 1} == {}


def test_every_kpi_has_a_unit_test_of_its_edges(manifest: Mapping[str, Any]) -> None:
    tested = {
        row["kpi_id"]
        for test in manifest["unit_tests"].values()
        for row in test["expect"]["rows"] or []
        if isinstance(row, dict) and "kpi_id" in row
    }
    assert {row["kpi_id"] for row in CATALOG} - tested == set()


def test_a_definition_that_was_replaced_stands_beside_the_new_one() -> None:
    """Its row is the KPI's id with _v and its version; only such a row has a last day."""
    known = {row["kpi_id"]: row for row in CATALOG}
    for row in CATALOG:
        name, mark, version = row["kpi_id"].rpartition("_v")
        is_old = bool(mark) and version.isdigit()
        assert bool(row["valid_to"]) == is_old
        if is_old:
            assert int(known[name]["definition_version"]) > int(row["definition_version"])
            assert row["valid_to"] >= known[name]["valid_from"]
