"""Bad input gives a clear error before any model, or a counted reject; nothing is lost."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from bad_company import DAYS, RECEIPTS_A_DAY, bad_files, good_files, write_landing
from builds import WITHOUT_UNIT_TESTS, Once, build_all
from dbt.contracts.graph.manifest import Manifest
from dbt_runs import DbtRun, query

from clustomers.workspace import Workspace

Build = Callable[[dict[str, str | bytes]], DbtRun]
ORPHAN = "receipt_id has no accepted row in receipts"
GOOD_ROWS = RECEIPTS_A_DAY * DAYS


# Bad rows: one company with all of them, one build.


@pytest.fixture(scope="session")
def bad_company(once: Once, parsed: Manifest) -> Path:
    def build(directory: Path) -> None:
        write_landing(directory, bad_files())
        run = build_all(directory, parsed, *WITHOUT_UNIT_TESTS)
        (directory / "output.txt").write_text(run.output)
        (directory / "problems.txt").write_text("\n".join(run.problems))

    return once("bad_company", build)


@pytest.fixture
def warehouse(bad_company: Path) -> Path:
    return bad_company / "warehouse.duckdb"


def test_bad_rows_do_not_stop_a_build(bad_company: Path) -> None:
    assert (bad_company / "problems.txt").read_text() == ""


def test_nothing_is_lost(warehouse: Path) -> None:
    rows = query(
        warehouse,
        """
        select system_name || '/' || table_name, landed_count,
            accepted_count + duplicate_count + rejected_count + expired_count
        from governance.fct_landed_records
        """,
    )
    for table, landed, accounted_for in rows:
        assert landed == accounted_for, table
    landed_rows = {table: landed for table, landed, _ in rows if landed}
    assert landed_rows == {
        "pos/stores": 2,
        "pos/products": 7,
        "pos/receipts": GOOD_ROWS + 14,
        "pos/receipt_lines": GOOD_ROWS + 14,
        "marketing/campaigns": 3,
        "planning/company": 1,
        "planning/kpi_targets": 4,
    }


def test_every_reject_has_its_reason(warehouse: Path) -> None:
    rows = query(
        warehouse,
        "select system_name || '/' || table_name, reject_reason, sum(row_count)::int "
        "from governance.fct_rejected_records group by all",
    )
    copy = "duplicate of another row with the same "
    assert {(table, reason): count for table, reason, count in rows} == {
        ("pos/receipts", copy + "receipt_id"): 3,
        ("pos/receipts", "sold_at is after the as-of date"): 2,
        ("pos/receipts", "sold_at is not a timestamp"): 1,
        ("pos/receipts", "store_id is missing"): 2,
        ("pos/receipts", "receipt_id is missing"): 1,
        ("pos/receipt_lines", "quantity is negative while net_amount is positive"): 1,
        ("pos/receipt_lines", "quantity is not a decimal(18, 3)"): 1,
        ("pos/receipt_lines", "net_amount is missing"): 1,
        ("pos/receipt_lines", "product_id is missing"): 1,
        ("pos/receipt_lines", "line_number is not a integer"): 1,
        ("pos/receipt_lines", copy + "receipt_id + line_number"): 1,
        ("pos/receipt_lines", ORPHAN): 2,
        ("pos/products", copy + "product_id"): 1,
        ("pos/products", "product_id is missing"): 1,
        ("marketing/campaigns", "end_date is missing"): 1,
        ("marketing/campaigns", "end_date is not a date"): 1,
        ("planning/kpi_targets", copy + "kpi_id + period_type + period_start_date + store_id"): 1,
        ("planning/kpi_targets", "target_value is not a double"): 1,
    }


def test_malformed_optional_values_are_counted_and_their_rows_kept(warehouse: Path) -> None:
    rows = query(
        warehouse,
        """
        select table_name, column_name, malformed_count
        from governance.fct_malformed_values where malformed_count > 0 order by all
        """,
    )
    assert rows == [
        ("campaigns", "cost_amount", 1),
        ("receipt_lines", "cost_amount", 1),
        ("receipts", "receipt_amount", 1),
    ]
    assert query(
        warehouse, "select receipt_amount from core.fct_orders where order_id = 'pos-amount'"
    ) == [(None,)]


def test_one_row_dated_2099_does_not_move_the_as_of_date(warehouse: Path) -> None:
    as_of = query(warehouse, "select as_of_date from staging.stg_landing__as_of_date")
    assert as_of == [(date(2026, 2, 10),)]


def test_the_local_day_decides_what_is_in_the_future(warehouse: Path) -> None:
    """04:59:59 UTC is still the as-of date in New York, 05:00:00 is the day after."""
    rows = query(
        warehouse,
        "select receipt_id, reject_reason from staging.stg_pos__receipts "
        "where receipt_id in ('evening', 'midnight') order by all",
    )
    assert rows == [("evening", None), ("midnight", "sold_at is after the as-of date")]


def test_a_return_is_a_negative_line(warehouse: Path) -> None:
    rows = query(
        warehouse,
        "select line_number, net_amount, is_return from core.fct_order_lines "
        "where order_id = 'pos-g0-1' order by all",
    )
    assert [(number, float(amount), back) for number, amount, back in rows] == [
        (1, 8.0, False),
        (2, -8.0, True),
    ]


def test_csv_may_have_a_byte_order_mark_and_quoted_newlines(warehouse: Path) -> None:
    rows = query(
        warehouse,
        "select replace(register_id, chr(13), '') from staging.stg_pos__receipts "
        "where receipt_id = 'anonymous'",
    )
    assert rows == [('till\n"four", left',)]


def test_files_of_one_table_join_by_column_name(warehouse: Path) -> None:
    rows = query(
        warehouse,
        "select order_id, cost_amount from core.fct_order_lines "
        "where order_id in ('pos-copy', 'pos-g1-1') order by all",
    )
    assert [(order, cost and float(cost)) for order, cost in rows] == [
        ("pos-copy", 5.0),
        ("pos-g1-1", None),
    ]


def test_columns_without_a_contract_are_reported(bad_company: Path) -> None:
    output = (bad_company / "output.txt").read_text()
    assert (
        "pos/receipt_lines: more.csv has columns the contract does not know, ignored: cashier"
        in (" ".join(output.split()))
    )


def test_predictions_are_refused_with_a_remedy(warehouse: Path) -> None:
    rows = query(warehouse, "select status, remedy from predictions.fct_prediction_receipts")
    assert {status for status, _ in rows} == {"refused: too little data"}
    assert all(remedy.startswith("Land ") for _, remedy in rows)


# Bad files: the build stops before any model.


@pytest.fixture
def build(tmp_path: Path, parsed: Manifest) -> Build:
    """Return a function that lands files and runs the whole build."""
    return lambda files: build_all(write_landing(tmp_path, files), parsed)


def stops(run: DbtRun, *words: str) -> None:
    assert not run.succeeded
    assert run.models_run == []
    output = " ".join(run.output.split())
    for word in words:
        assert word in output


def test_missing_required_column(build: Build) -> None:
    files = good_files()
    lines = str(files["pos/receipt_lines/lines.csv"])
    files["pos/receipt_lines/lines.csv"] = lines.replace("quantity", "qty", 1)
    stops(
        build(files),
        "pos/receipt_lines:",
        "lines.csv has no column quantity, which the contract requires",
        "--map FILE",
    )


def test_a_required_column_that_one_file_of_several_lacks(build: Build) -> None:
    files = good_files() | {"pos/stores/old.csv": "number\ns3\n"}
    stops(build(files), "pos/stores:", "old.csv has no column store_id")


def test_empty_file(build: Build) -> None:
    files = good_files() | {"pos/stores/stores.csv": ""}
    stops(
        build(files),
        "pos/stores:",
        "stores.csv cannot be read",
        "the file is empty",
        "Land the file again",
    )


def test_truncated_parquet(build: Build) -> None:
    buffer = BytesIO()
    pa.parquet.write_table(pa.table({"store_id": [f"s{number}" for number in range(999)]}), buffer)
    files = good_files()
    del files["pos/stores/stores.csv"]
    files["pos/stores/stores.parquet"] = buffer.getvalue()[:-20]
    stops(build(files), "pos/stores:", "stores.parquet cannot be read", "Land the file again")


def test_unknown_table_folder(build: Build) -> None:
    files = good_files() | {"pos/reciepts/a.csv": "receipt_id\n1\n"}
    stops(
        build(files), "pos/reciepts:", "not a table of any contract", "did you mean pos/receipts?"
    )


def test_unknown_format(build: Build) -> None:
    files = good_files() | {"marketing/coupons/coupons.xlsx": b"PK"}
    stops(build(files), "marketing/coupons:", ".xlsx", "parquet, csv or jsonl")


def test_mixed_formats_in_one_folder(build: Build) -> None:
    files = good_files() | {"pos/stores/more.jsonl": '{"store_id": "s3"}\n'}
    stops(build(files), "pos/stores:", ".csv and .jsonl", "one kind")


def test_all_problems_are_named_at_once(build: Build) -> None:
    files = good_files() | {
        "pos/stores/stores.csv": "number\n1\n",
        "shop/orders/orders.csv": "order_id\n1\n",
    }
    stops(build(files), "pos/stores:", "shop/orders:")


def test_nothing_landed(build: Build) -> None:
    stops(
        build({}),
        "Nothing is landed in",
        "clustomers land folder PATH",
        "clustomers demo",
    )


def test_unwritable_database(tmp_path: Path, parsed: Manifest) -> None:
    """A directory in the file's place cannot be written by anybody, not even by root."""
    write_landing(tmp_path, good_files())
    (tmp_path / "warehouse.duckdb").mkdir()
    run = build_all(tmp_path, parsed)
    stops(run, "warehouse.duckdb cannot be opened for writing", "CLUSTOMERS_WORKSPACE")


@pytest.fixture
def other_build(tmp_path: Path) -> Iterator[int]:
    """Hold the warehouse from another process, as a running build does; return its number."""
    warehouse = str(Workspace(tmp_path).warehouse)
    code = f"import duckdb; held = duckdb.connect({warehouse!r}); print(); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        process.stdout.readline()
        yield process.pid
        process.kill()


def test_second_build_while_one_runs(tmp_path: Path, parsed: Manifest, other_build: int) -> None:
    write_landing(tmp_path, good_files())
    run = build_all(tmp_path, parsed)
    stops(run, f"(process {other_build})", "open", "published.duckdb instead")
