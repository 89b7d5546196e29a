"""The plugin alone, on a database in memory."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from clustomers.io.expectations import register

Validate = Callable[..., list[dict[str, Any]]]

EMAILS = ["anna.schmidt@example.com", "bob@example.org", "carol@example.net"]


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    register(connection, {"TimeZone": "UTC"})
    connection.execute(
        "create table orders as select range as order_id, range % 10 as line_count, "
        "range / 1000.0 as share from range(1000)"
    )
    connection.execute("create table people (email varchar, birthday date)")
    connection.executemany(
        "insert into people values (?, date '1980-05-17')", [[email] for email in EMAILS]
    )
    return connection


@pytest.fixture
def validate(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> Validate:
    """Return a function that judges a table by a suite as the generic test does."""

    def validate(
        table: str, *suite: dict[str, Any], cursor: Any = None, **run: Any
    ) -> list[dict[str, Any]]:
        about = {
            "relation_name": table,
            "invocation_id": "this run",
            "directory": str(tmp_path / "gx"),
            **run,
        }
        failures = (
            (cursor or connection)
            .execute(
                "select gx_validate(?, ?, ?, ?)",
                [f"select * from {table}", table, json.dumps(suite), json.dumps(about)],
            )
            .fetchone()[0]
        )
        return list(json.loads(failures))

    return validate


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], dict[str, Any]]:
    def written(suite_name: str) -> dict[str, Any]:
        return dict(json.loads((tmp_path / "gx" / f"{suite_name}.json").read_text("utf-8")))

    return written


def between(column: str, low: float, high: float, **more: Any) -> dict[str, Any]:
    return {
        "expect_column_values_to_be_between": {
            "column": column,
            "min_value": low,
            "max_value": high,
            **more,
        }
    }


def rows(query: str, description: str = "No such row") -> dict[str, Any]:
    return {
        "unexpected_rows_expectation": {
            "unexpected_rows_query": query,
            "description": description,
        }
    }


AT_LEAST_ONE_ROW = {"expect_table_row_count_to_be_between": {"min_value": 1}}


def test_a_suite_that_holds_has_no_failures(validate: Validate, written: Callable[..., Any]):
    failures = validate(
        "orders",
        AT_LEAST_ONE_ROW,
        between("share", 0, 1),
        {"expect_column_mean_to_be_between": {"column": "line_count", "min_value": 4}},
        rows("select order_id from {batch} where line_count < 0"),
    )
    assert failures == []
    result = written("orders")
    assert (result["outcome"], result["expectation_count"], result["row_count"]) == (
        "passed",
        4,
        1000,
    )
    assert [judgement["observed_value"] for judgement in result["judgements"]] == [
        1000,
        None,
        4.5,
        0,
    ]


def test_each_expectation_that_fails_is_one_failure_with_counts(validate: Validate):
    failures = validate(
        "orders",
        between("line_count", 0, 8, description="Orders have at most eight lines"),
        between("share", 0, 1),
        between("line_count", 0, 8, mostly=0.9),
        rows("select order_id from {batch} where share > 0.99", "Shares end at 0.99"),
    )
    assert [failure["message"] for failure in failures] == [
        "orders: Orders have at most eight lines: 100 of 1,000 values unexpected",
        "orders: Shares end at 0.99: 9 rows unexpected",
    ]
    assert failures[0]["column_name"] == "line_count"


@pytest.mark.parametrize(
    ("suite", "message"),
    [
        (
            {"expect_column_values_to_be_betwen": {"column": "share", "min_value": 0}},
            "there is no expectation expect_column_values_to_be_betwen "
            "(did you mean expect_column_values_to_be_between?).",
        ),
        (
            between("line_cuont", 0, 9),
            "names line_cuont, which is not a column (did you mean line_count?).",
        ),
        (
            {"expect_column_values_to_be_between": {"column": "share", "minimum": 0}},
            "expect_column_values_to_be_between cannot be read (",
        ),
        (rows("select * from orders where share > 2"), "must read the table as {batch}."),
        (rows("select order_id from {batch}", ""), "needs a description"),
        (rows("select order_number from {batch}"), 'Referenced column "order_number" not found'),
        ({"a": {}, "b": {}}, "is not of the form `<expectation>: {<arguments>}`."),
    ],
)
def test_an_expectation_that_cannot_be_evaluated_fails_and_says_why(
    validate: Validate, suite: dict[str, Any], message: str
):
    failures = validate("orders", suite, between("share", 0, 1))
    assert len(failures) == 1
    assert failures[0]["message"].startswith("orders: ")
    assert message in failures[0]["message"]
    assert "orrect" in failures[0]["message"]


def test_no_value_of_the_data_leaves_the_database(
    connection: duckdb.DuckDBPyConnection,
    validate: Validate,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
):
    failures = validate(
        "people",
        {"expect_column_values_to_be_in_set": {"column": "email", "value_set": ["nobody"]}},
        {"expect_column_distinct_values_to_be_in_set": {"column": "email", "value_set": ["x"]}},
        {"expect_column_most_common_value_to_be_in_set": {"column": "email", "value_set": ["x"]}},
        {"expect_column_max_to_be_between": {"column": "email", "max_value": "a"}},
        {"expect_column_max_to_be_between": {"column": "birthday", "max_value": "1970-01-01"}},
        {"expect_column_values_to_be_unique": {"column": "birthday"}},
        rows("select email from {batch} where email like '%@%'"),
        rows("select email from {batch} where cast(email as integer) > 0"),
    )
    assert len(failures) == 8
    left = [
        json.dumps(failures),
        (tmp_path / "gx" / "people.json").read_text("utf-8"),
        str(connection.execute("select gx_outcomes('this run')").fetchone()),
        *capfd.readouterr(),
    ]
    for text in left:
        assert not any(email in text or email.split("@")[0] in text for email in EMAILS)
        assert "1980" not in text
    assert "Conversion Error" in failures[-1]["message"]


@pytest.mark.parametrize("threads", [1, 4])
def test_several_threads_may_judge_at_once(
    connection: duckdb.DuckDBPyConnection, validate: Validate, threads: int
):
    found: dict[int, list[dict[str, Any]]] = {}

    def judge(number: int) -> None:
        cursor = connection.cursor()
        cursor.execute("begin")
        cursor.execute(f"create table mine_{number} as select range as n from range({number} + 1)")
        cursor.execute("commit")
        found[number] = validate(f"mine_{number}", between("n", 0, 1), cursor=cursor)

    for first in range(0, 8, threads):
        workers = [
            threading.Thread(target=judge, args=[number])
            for number in range(first, first + threads)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(timeout=60)
    assert [found[number] == [] for number in range(8)] == [True, True] + [False] * 6
    assert found[7][0]["unexpected_count"] == 6


def test_a_table_that_is_not_landed_passes_and_one_landed_without_rows_fails(
    connection: duckdb.DuckDBPyConnection, validate: Validate, written: Callable[..., Any]
):
    connection.execute("create view receipts as select 1 as receipt_id where false")
    assert validate("receipts", AT_LEAST_ONE_ROW, is_landed=False) == []
    assert written("receipts")["outcome"] == "not landed"
    assert written("receipts")["expectation_count"] == 0

    failures = validate("receipts", AT_LEAST_ONE_ROW, is_landed=True)
    assert [failure["observed_value"] for failure in failures] == [0]
    assert written("receipts")["outcome"] == "failed"


@pytest.mark.parametrize(
    ("previous", "holds"),
    [(None, True), (99, True), (500, True), (2000, True), (499, False), (2002, False)],
)
def test_the_row_count_stays_in_its_band_around_the_previous_one(
    validate: Validate, previous: int | None, holds: bool
):
    band = {"minimum_ratio": 0.5, "maximum_ratio": 2}
    failures = validate("orders", row_count_band=band, previous_row_count=previous)
    assert (failures == []) is holds
    if not holds:
        assert f"{previous:,} rows of the last build that passed" in failures[0]["message"]
        assert "compare_row_counts: false" in failures[0]["message"]


def test_outcomes_are_those_of_one_invocation(
    connection: duckdb.DuckDBPyConnection, validate: Validate
):
    validate("orders", AT_LEAST_ONE_ROW)
    validate("people", AT_LEAST_ONE_ROW, invocation_id="another run")
    outcomes = json.loads(connection.execute("select gx_outcomes('this run')").fetchone()[0])
    assert [outcome["suite_name"] for outcome in outcomes] == ["orders"]


def test_great_expectations_is_loaded_by_the_first_suite_only():
    script = (
        "import sys, duckdb; from clustomers.io.expectations import register; "
        "connection = duckdb.connect(); register(connection); "
        "connection.execute(\"select gx_outcomes('none')\"); "
        "sys.exit('great_expectations' in sys.modules or 'sqlalchemy' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_no_cursor_stays_open_that_would_lock_the_warehouse(tmp_path: Path):
    path = tmp_path / "warehouse.duckdb"
    connection = duckdb.connect(str(path))
    register(connection)
    connection.execute("create table orders as select 1 as order_id")
    connection.execute(
        "select gx_validate('select * from orders', 'orders', ?, ?)",
        [
            json.dumps([between("order_id", 2, 3), rows("select order_id from {batch}")]),
            json.dumps(
                {"relation_name": "orders", "invocation_id": "x", "directory": str(tmp_path)}
            ),
        ],
    ).fetchall()
    connection.close()
    opened = subprocess.run(
        [sys.executable, "-c", f"import duckdb; duckdb.connect({str(path)!r})"],
        capture_output=True,
        text=True,
    )
    assert opened.returncode == 0, opened.stderr
