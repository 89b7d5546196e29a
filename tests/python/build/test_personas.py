"""Persona cards: each number is read back from the text and found in the table it names."""

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

# Where a finding stands: table, columns of the value, of what it is compared to, and of n.
SOURCES = {
    "fct_persona_portraits": ("attribute", "item", "item_share", "others_share", "known_count"),
    "fct_persona_attitudes": (
        "'attitude'",
        "question_text",
        "mean_score",
        "others_mean_score",
        "answer_count",
    ),
    "fct_persona_habits": ("habit", "item_label", "item_share", "others_share", "total_count"),
    "fct_persona_values": ("measure", "measure", "persona_value", "others_value", "customer_count"),
    "fct_persona_frictions": (
        "'friction'",
        "step_name",
        "left_share",
        "others_left_share",
        "attempt_count",
    ),
    "fct_persona_themes/theme": (
        "'theme'",
        "theme_name",
        "theme_share",
        "others_theme_share",
        "persona_text_count",
    ),
    "fct_persona_themes/pain": (
        "'pain'",
        "theme_name",
        "negative_share",
        "others_negative_share",
        "text_count",
    ),
    "fct_clustomer_profiles": (
        "'feature'",
        "feature_words",
        "feature_value",
        "overall_value",
        "exposure_count",
    ),
}
NUMBER = re.compile(r"(?<![\w-])\d[\d,]*(?:\.\d+)?%?")


@pytest.fixture(scope="module")
def published(built_workspace: Path) -> Any:
    with duckdb.connect(str(built_workspace / "published.duckdb"), read_only=True) as connection:
        yield connection


def rows(published: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    result = published.execute(sql)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def told(sentence: str, item: str) -> list[float]:
    """Return the numbers of a sentence, shares as fractions, without those of what it is about."""
    numbers = NUMBER.findall(sentence.replace(item, ""))
    return [
        float(one.rstrip("%").replace(",", "")) / (100 if one.endswith("%") else 1)
        for one in numbers
    ]


def is_told(value: float, numbers: list[float]) -> bool:
    """Whether one of the numbers is the value as it is rounded in sentences."""
    return any(
        abs(value - number) <= 0.0006 + abs(value) * 0.0051
        or (abs(value) >= 1 and abs(value - number) <= 0.051)
        or (abs(value) >= 100 and abs(value - number) <= 0.51)
        for number in numbers
    )


def test_every_number_on_a_card_stands_in_its_table(published: duckdb.DuckDBPyConnection) -> None:
    evidence = rows(published, "select * from clustomers.fct_persona_evidence")
    assert len(evidence) > 20
    for row in evidence:
        source = row["source_table"]
        if source == "fct_persona_themes":
            source += f"/{row['metric']}"
        metric, item_column, value, compared, count = SOURCES[source]
        persona = "persona_id"
        if row["source_table"] == "fct_clustomer_profiles":
            persona = "replace(clustomer_id, 'clustomer', 'persona')"
        found = published.execute(
            f"select {value}, {compared}, {count} from clustomers.{row['source_table']} "
            f"where {persona} = ? and {metric} = ? and {item_column} = ?",
            [row["persona_id"], row["metric"], row["item"]],
        ).fetchall()
        assert found, row
        numbers = told(row["sentence"], row["item"])
        assert any(
            is_told(own, numbers)
            and (other is None or is_told(other, numbers))
            and is_told(n, numbers)
            for own, other, n in found
        ), (row["sentence"], found)


def test_no_sentence_rests_on_fewer_than_the_minimum(
    published: duckdb.DuckDBPyConnection,
) -> None:
    fewest = published.execute(
        "select min(observation_count) from clustomers.fct_persona_evidence"
    ).fetchone()
    assert fewest is not None
    assert fewest[0] >= 10


def test_cards_hold_the_evidence_and_nothing_else(published: duckdb.DuckDBPyConnection) -> None:
    difference = published.execute("""
        (select persona_id, sentence from clustomers.rpt_persona_cards
         except select persona_id, sentence from clustomers.fct_persona_evidence)
        union all
        (select persona_id, sentence from clustomers.fct_persona_evidence
         except select persona_id, sentence from clustomers.rpt_persona_cards)
    """).fetchall()
    assert difference == []


def test_a_persona_nobody_reviewed_is_a_draft(published: duckdb.DuckDBPyConnection) -> None:
    """The sample company has no reviews."""
    assert published.execute("select distinct status from clustomers.dim_personas").fetchall() == [
        ("draft",)
    ]


def test_shares_of_customers_add_to_one(published: duckdb.DuckDBPyConnection) -> None:
    total, counted, members = published.execute("""
        select sum(customer_share), sum(customer_count),
            (select count(*) from clustomers.fct_persona_members)
        from clustomers.dim_personas
    """).fetchone() or (0, 0, 0)
    assert total == pytest.approx(1)
    assert counted == members
