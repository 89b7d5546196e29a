"""With 200 customers every table builds; what cannot be predicted is refused with a remedy."""

from pathlib import Path

import duckdb
import pytest
from builds import WITHOUT_TESTS, WITHOUT_UNIT_TESTS, Once, build_all
from dbt.contracts.graph.manifest import Manifest
from dbt_runs import query
from sample_company import land_as_csv, land_sample


@pytest.fixture(scope="session")
def small_company(once: Once, parsed: Manifest) -> Path:
    def build(directory: Path) -> None:
        run = build_all(land_sample(directory, customers=200), parsed, *WITHOUT_UNIT_TESTS)
        assert run.succeeded, run.output

    return once("small_company", build)


def test_every_table_is_built(small_company: Path, parsed: Manifest) -> None:
    tables = query(
        small_company / "warehouse.duckdb",
        "select table_schema || '.' || table_name from information_schema.tables",
    )
    wanted = {
        f"{node.schema}.{node.name}"
        for node in parsed.nodes.values()
        if node.resource_type == "model"
    }
    assert wanted <= {name for (name,) in tables}


def test_too_little_data_is_an_answer(small_company: Path) -> None:
    warehouse = small_company / "warehouse.duckdb"
    receipts = query(
        warehouse, "select output, status, remedy from predictions.fct_prediction_receipts"
    )
    verdicts = {output: (status, remedy) for output, status, remedy in receipts}
    status, remedy = verdicts["clustomers"]
    assert status == "refused: too little data"
    assert remedy == "Land orders of more customers who bought in the last 90 days"
    assert verdicts["lifetime value"] == ("issued", None)
    assert query(warehouse, "select count(*) from clustomers.fct_customer_clustomers") == [(0,)]
    assert query(warehouse, "select count(*) from clustomers.dim_clustomers") == [(0,)]
    missing = query(
        warehouse,
        "select output, evidence, minimum, available < 200 "
        "from predictions.dim_prediction_requirements where not is_met",
    )
    assert missing == [("clustomers", "recent_customers", 300.0, True)]


def test_themes_are_refused_with_the_reason(small_company: Path) -> None:
    """Complete Journey has no texts, so there is nothing to find a theme in."""
    warehouse = small_company / "warehouse.duckdb"
    assert query(warehouse, "select reason, is_published from voice.fct_theme_versions") == [
        ("0 documents: no word stands in 10 of them.", False)
    ]
    assert query(warehouse, "select count(*) from voice.dim_voice_themes") == [(0,)]


def test_cards_fall_back_to_segments(small_company: Path) -> None:
    warehouse = small_company / "warehouse.duckdb"
    kinds = query(warehouse, "select distinct source_kind from clustomers.dim_personas")
    assert kinds == [("segment",)]
    told = query(
        warehouse,
        "select min(observation_count), count(distinct persona_id) > 1 "
        "from clustomers.rpt_persona_cards",
    )
    assert told[0][0] >= 10
    assert told[0][1]


def test_csv_gives_the_same_rows_as_parquet(
    small_company: Path, parsed: Manifest, tmp_path: Path
) -> None:
    """Staging types every column, so all that follows is the same once staging is."""
    land_as_csv(small_company, tmp_path)
    run = build_all(
        tmp_path, parsed, "--select", "path:models/staging", "event_taxonomy", *WITHOUT_TESTS
    )
    assert run.succeeded, run.output
    with duckdb.connect() as connection:
        connection.execute(
            f"attach '{small_company / 'warehouse.duckdb'}' as parquet (read_only);"
            f"attach '{tmp_path / 'warehouse.duckdb'}' as csv (read_only)"
        )
        names = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'csv' "
            "and schema_name = 'staging' order by all"
        ).fetchall()
        assert len(names) > 10
        for (name,) in names:
            parquet, csv = f"parquet.staging.{name}", f"csv.staging.{name}"
            described = "select column_name, column_type from (describe {})"
            assert (
                connection.execute(described.format(parquet)).fetchall()
                == connection.execute(described.format(csv)).fetchall()
            )
            for one, other in ((parquet, csv), (csv, parquet)):
                only_here = f"select count(*) from (from {one} except all from {other})"
                assert connection.execute(only_here).fetchall() == [(0,)], name
