"""Landed columns that nothing reads: found in what the models were compiled to."""

from typing import Any

from clustomers.io.minimization import FCT_MINIMIZATION, minimization_rows


def model(name: str, parents: list[str], sql: str) -> dict[str, Any]:
    return {
        "resource_type": "model",
        "name": name,
        "depends_on": {"nodes": parents},
        "compiled_code": sql,
    }


MANIFEST: dict[str, Any] = {
    "sources": {
        "source.pos.visits": {
            "source_name": "pos",
            "name": "visits",
            "config": {"meta": {"key": ["visit_id"]}},
            "columns": {
                "visit_id": {"name": "visit_id"},
                "phone": {"name": "phone", "config": {"meta": {"pii": "contact"}}},
                "amount": {"name": "amount"},
            },
        }
    },
    "nodes": {
        "model.stg": model(
            "stg_pos__visits", ["source.pos.visits"], "select visit_id, phone, amount from raw"
        ),
        "model.fct": model("fct_visits", ["model.stg"], "select sum(amount) from stg_pos__visits"),
        "model.other": model("fct_calls", ["model.fct"], "select phone from calls"),
    },
}


def test_a_column_that_only_staging_carries_is_not_read() -> None:
    rows = {row[2]: dict(zip((c.name for c in FCT_MINIMIZATION.columns), row, strict=True))
            for row in minimization_rows(MANIFEST)}  # fmt: skip
    assert rows["amount"]["reader_count"] == 1
    assert rows["amount"]["first_reader"] == "fct_visits"
    assert rows["phone"] == {
        "system_name": "pos",
        "table_name": "visits",
        "column_name": "phone",
        "pii_class": "contact",
        "reader_count": 0,
        "first_reader": None,
        "is_key": False,
        "is_read": False,
    }
    assert (rows["visit_id"]["reader_count"], rows["visit_id"]["is_read"]) == (0, True)


def test_a_model_that_reads_the_landed_table_itself_counts() -> None:
    nodes = MANIFEST["nodes"] | {
        "model.days": model("stg_landing__days", ["source.pos.visits"], "select phone from raw")
    }
    rows = {row[2]: row for row in minimization_rows(MANIFEST | {"nodes": nodes})}
    assert rows["phone"][5] == "stg_landing__days"


def test_what_counts_every_table_alike_is_no_use_of_a_column() -> None:
    counts = model("int_records_judged", ["model.stg"], "select md5(phone) from stg_pos__visits")
    counts["config"] = {"meta": {"counts_every_table": True}}
    nodes = MANIFEST["nodes"] | {"model.counts": counts}
    assert minimization_rows(MANIFEST | {"nodes": nodes}) == minimization_rows(MANIFEST)
