"""dbt-duckdb plugin: runs Great Expectations suites inside dbt's own connection.

The generic test `expectations` calls the SQL function `gx_validate`, which judges the rows of a
query by a suite; the macro `record_expectations` reads `gx_outcomes` when the run ends. Results
hold counts and aggregates only, never a value of the data.
"""

from __future__ import annotations

import difflib
import json
import logging
import math
import os
import re
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

# A table that had fewer rows may change freely: small tables double on a good day.
SMALL_TABLE = 100

_RESULT_FORMAT = {
    "result_format": "BASIC",
    "exclude_unexpected_values": True,
    "include_unexpected_rows": False,
}
_COLUMN_ARGUMENTS = ("column", "column_A", "column_B", "column_list")
_ROWS_QUERY = "unexpected_rows_query"
_ROW_COUNT = "expect_table_row_count_to_be_between"
# These errors quote the query, which people wrote; any other may quote the data.
_QUERY_ERROR = re.compile(r"(?:Binder|Catalog|Parser) Error: [^\n]+")
_ERROR_KIND = re.compile(r"\b[A-Z]\w*(?:[ -]\w+)? Error(?=:)")


class SuiteError(ValueError):
    """An expectation that cannot be evaluated as it is written; the message holds the remedy."""


@dataclass(frozen=True)
class Judgement:
    """What became of one expectation; `error` tells why it could not be evaluated."""

    suite_name: str
    expectation: str
    column_name: str | None = None
    is_met: bool = False
    description: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    observed_value: float | None = None
    unexpected_count: int | None = None
    element_count: int | None = None
    error: str | None = None

    @property
    def message(self) -> str:
        """What was found, in one line."""
        if self.error:
            return self.error
        what = self.description or f"{self.expectation} {json.dumps(self.arguments)}"
        if self.unexpected_count is not None and self.element_count is not None:
            found = f"{self.unexpected_count:,} of {self.element_count:,} values unexpected"
        elif _ROWS_QUERY in self.arguments:
            found = f"{self.observed_value or 0:,.0f} rows unexpected"
        elif self.observed_value is not None:
            found = f"found {self.observed_value:,.10g}"
        else:
            found = "met" if self.is_met else "not met"
        return f"{self.suite_name}: {what}: {found}"

    def to_dict(self) -> dict[str, Any]:
        """Return the judgement as JSON can hold it."""
        return {**asdict(self), "message": self.message}


@dataclass(frozen=True)
class SuiteRun:
    """What a test says about its run and its relation, the fourth argument of `gx_validate`.

    `directory` is where the result file goes. `row_count_band` holds `minimum_ratio` and
    `maximum_ratio` against `previous_row_count`, the count when the suite last passed.
    """

    relation_name: str
    invocation_id: str
    directory: str
    is_landed: bool = True
    row_count_band: Mapping[str, float] | None = None
    previous_row_count: int | None = None


@dataclass(frozen=True)
class SuiteOutcome:
    """What became of one suite: `passed`, `failed` or `not landed`."""

    suite_name: str
    relation_name: str
    invocation_id: str
    outcome: str
    expectation_count: int
    failed_count: int
    row_count: int | None
    seconds: float
    judgements: tuple[Judgement, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the outcome as JSON can hold it."""
        return {
            **asdict(self),
            "judgements": [judgement.to_dict() for judgement in self.judgements],
        }


class Suites:
    """Judges queries on the database of one connection, one suite at a time.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Connection whose database is read. Every statement has a cursor of its own, so that nothing
        touches the transaction in which dbt runs the test.
    settings : mapping, optional
        Session settings of dbt's cursors, which new cursors do not inherit.
    """

    # Great Expectations keeps its context, and much else, once for the whole process.
    _lock = threading.Lock()

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, settings: Mapping[str, Any] | None = None
    ) -> None:
        self._connection = connection
        self._settings = dict(settings or {})
        self._asset: Any = None
        self._whole: Any = None
        self._outcomes: list[SuiteOutcome] = []

    def validate(self, query: str, suite_name: str, expectations: str, run: str) -> str:
        """Judge a query by a suite, write the result file and keep the outcome for `outcomes`.

        Parameters
        ----------
        query : str
            Query whose rows are judged.
        suite_name : str
            Name of the suite and of its result file.
        expectations : str
            JSON list; each entry has one key, the expectation, over its arguments and, if it helps,
            a `description`.
        run : str
            JSON of `SuiteRun`.

        Returns
        -------
        str
            JSON list of the judgements that are not met.
        """
        about = SuiteRun(**json.loads(run))
        with self._lock:
            started = time.perf_counter()
            entries = [*json.loads(expectations), *_row_count_band(about)]
            judgements = self._judge(query, suite_name, entries, about) if about.is_landed else ()
            failed = [judgement for judgement in judgements if not judgement.is_met]
            outcome = SuiteOutcome(
                suite_name=suite_name,
                relation_name=about.relation_name,
                invocation_id=about.invocation_id,
                outcome=("failed" if failed else "passed") if about.is_landed else "not landed",
                expectation_count=len(judgements),
                failed_count=len(failed),
                row_count=_row_count(judgements),
                seconds=round(time.perf_counter() - started, 3),
                judgements=judgements,
            )
            self._outcomes.append(outcome)
        directory = Path(about.directory)
        directory.mkdir(parents=True, exist_ok=True)
        file = directory / f"{re.sub(r'[^A-Za-z0-9._-]', '_', suite_name)}.json"
        file.write_text(json.dumps(outcome.to_dict(), indent=2) + "\n", encoding="utf-8")
        return json.dumps([judgement.to_dict() for judgement in failed])

    def outcomes(self, invocation_id: str) -> str:
        """Return the outcomes of one dbt invocation as a JSON list."""
        with self._lock:
            outcomes = [
                outcome.to_dict()
                for outcome in self._outcomes
                if outcome.invocation_id == invocation_id
            ]
        return json.dumps(outcomes)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a cursor with the session settings of dbt's own."""
        cursor = self._connection.cursor()
        for name, value in self._settings.items():
            cursor.execute(f"set {name} = '{value}'")
        return cursor

    def _judge(
        self, query: str, suite_name: str, entries: Sequence[Any], about: SuiteRun
    ) -> tuple[Judgement, ...]:
        with self.cursor() as cursor:
            cursor.execute(f"select * from ({query}) as batch limit 0")
            columns = [str(column[0]) for column in cursor.description or ()]
        judgements: dict[int, Judgement] = {}
        expectations: list[Any] = []
        for number, entry in enumerate(entries):
            try:
                expectations.append(_expectation(number, entry, columns))
            except SuiteError as error:
                judgements[number] = Judgement(
                    suite_name,
                    str(next(iter(entry), "") if isinstance(entry, dict) else entry),
                    error=f"{about.relation_name}: {error} Correct suite {suite_name} in its YAML.",
                )
        for result in self._evaluate(query, expectations):
            number = result.expectation_config.meta["number"]
            judgements[number] = _judgement(
                suite_name, about.relation_name, entries[number], result
            )
        return tuple(judgements[number] for number in sorted(judgements))

    def _evaluate(self, query: str, expectations: Sequence[Any]) -> list[Any]:
        if not expectations:
            return []
        import great_expectations as gx

        if self._asset is None:
            datasource = _context().data_sources.add_sql(
                f"dbt_{id(self)}",
                connection_string="duckdb:///:memory:",
                create_temp_table=False,
                kwargs={"creator": lambda: _connection_class()(self)},
            )
            self._asset = datasource.add_query_asset("batch", query=query)
            self._whole = self._asset.add_batch_definition_whole_table("all")
        # One asset for all suites: each new one has the context write all its settings as YAML.
        self._asset.query = query
        suite = gx.ExpectationSuite(name="suite", expectations=expectations)
        batch = self._whole.get_batch()
        return list(batch.validate(suite, result_format=_RESULT_FORMAT).results)


class Plugin(BasePlugin):  # type: ignore[misc]
    """Hooks of dbt-duckdb."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Make the functions callable from SQL; Great Expectations is loaded by the first suite."""
        register(conn, self.creds.settings if self.creds else None)


def register(
    connection: duckdb.DuckDBPyConnection, settings: Mapping[str, Any] | None = None
) -> None:
    """Register `gx_validate` (`Suites.validate`) and `gx_outcomes` (`Suites.outcomes`) in SQL."""
    suites = Suites(connection, settings)
    connection.create_function(
        "gx_validate", suites.validate, ["VARCHAR"] * 4, "VARCHAR", side_effects=True
    )
    connection.create_function(
        "gx_outcomes", suites.outcomes, ["VARCHAR"], "VARCHAR", side_effects=True
    )


@cache
def _context() -> Any:
    """Load Great Expectations, quiet and offline: most of what the first suite costs."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    # Whatever goes wrong stands in the results; the library's own messages may quote the data.
    logger = logging.getLogger("great_expectations")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


@cache
def _connection_class() -> type[Any]:
    """Return the class of connections for SQLAlchemy in which every statement has its own cursor.

    Great Expectations reads a result after it has given its connection back; on a shared cursor the
    result would be gone by then.
    """
    from duckdb_engine import ConnectionWrapper, CursorWrapper

    class Connection(ConnectionWrapper):  # type: ignore[misc]
        def __init__(self, suites: Suites) -> None:
            super().__init__(None)
            self._suites = suites

        def cursor(self) -> Any:
            return CursorWrapper(self._suites.cursor(), self)

        def begin(self) -> None:
            """Do nothing: suites only read."""

        commit = rollback = close = begin

    return Connection


def _expectation(number: int, entry: Any, columns: Sequence[str]) -> Any:
    """Return the expectation that an entry of a suite describes, marked with its number."""
    _context()
    from great_expectations.compatibility.pydantic import ValidationError
    from great_expectations.exceptions import ExpectationNotFoundError
    from great_expectations.expectations.registry import (
        get_expectation_impl,
        list_registered_expectation_implementations,
    )

    if not isinstance(entry, dict) or len(entry) != 1:
        raise SuiteError(f"{entry!r} is not of the form `<expectation>: {{<arguments>}}`.")
    name, given = next(iter(entry.items()))
    arguments = dict(given or {})
    for argument in _COLUMN_ARGUMENTS:
        named = arguments.get(argument) or []
        for column in [named] if isinstance(named, str) else named:
            if column not in columns:
                raise SuiteError(f"{name} names {column}{_no_column(column, columns)}")
    if _ROWS_QUERY in arguments:
        if "{batch}" not in arguments[_ROWS_QUERY]:
            raise SuiteError(f"{_ROWS_QUERY} of {name} must read the table as {{batch}}.")
        if not arguments.get("description"):
            raise SuiteError(f"{name} needs a description: what holds when no row is found.")
    try:
        return get_expectation_impl(name)(**arguments, meta={"number": number})
    except ExpectationNotFoundError:
        known = list_registered_expectation_implementations()
        raise SuiteError(f"there is no expectation {name}{_did_you_mean(name, known)}.") from None
    except ValidationError as error:
        wrong = "; ".join(_problem(problem) for problem in error.errors())
        raise SuiteError(f"{name} cannot be read ({wrong}).") from None


def _problem(problem: Mapping[str, Any]) -> str:
    places = [str(place) for place in problem["loc"] if place != "__root__"]
    return ": ".join([*places, str(problem["msg"])])


def _judgement(
    suite_name: str, relation_name: str, entry: Mapping[str, Any], result: Any
) -> Judgement:
    """Keep counts and aggregates of a result, drop whatever may be a value of the data."""
    name, given = next(iter(entry.items()))
    arguments = dict(given)
    description = arguments.pop("description", None)
    error = _error(result.exception_info)
    return Judgement(
        suite_name=suite_name,
        expectation=name,
        column_name=arguments.get("column"),
        is_met=bool(result.success),
        description=description,
        arguments=arguments,
        observed_value=_number(result.result.get("observed_value")),
        unexpected_count=_whole(result.result.get("unexpected_count")),
        element_count=_whole(result.result.get("element_count")),
        error=(
            f"{relation_name}: {name} could not be evaluated ({error}). "
            f"Correct its arguments in suite {suite_name}, or the type of the column."
            if error
            else None
        ),
    )


def _error(exception_info: Mapping[str, Any]) -> str | None:
    """Return what went wrong without the data that a message may quote; null when nothing did."""
    infos = [exception_info] if "raised_exception" in exception_info else exception_info.values()
    for info in infos:
        if info.get("raised_exception"):
            message = str(info.get("exception_message"))
            found = _QUERY_ERROR.search(message) or _ERROR_KIND.search(message)
            return found[0] if found else "error not shown, as it may quote the data"
    return None


def _row_count_band(about: SuiteRun) -> Iterable[dict[str, Any]]:
    """Yield the expectation that the row count stays within its band, where it has one."""
    band, previous = about.row_count_band, about.previous_row_count
    if not band:
        return
    arguments: dict[str, Any] = {
        "min_value": 0,
        "description": "any row count: none to compare with",
    }
    if previous is not None and previous >= SMALL_TABLE:
        low, high = band["minimum_ratio"], band["maximum_ratio"]
        arguments = {
            "min_value": math.floor(previous * low),
            "max_value": math.ceil(previous * high),
            "description": (
                f"row count between {low:g} and {high:g} times the {previous:,} rows of the last "
                "build that passed; accept another by `--vars 'compare_row_counts: false'`"
            ),
        }
    yield {_ROW_COUNT: arguments}


def _row_count(judgements: Iterable[Judgement]) -> int | None:
    for judgement in judgements:
        if judgement.expectation == _ROW_COUNT and judgement.observed_value is not None:
            return int(judgement.observed_value)
        if judgement.element_count is not None and "row_condition" not in judgement.arguments:
            return judgement.element_count
    return None


def _number(value: object) -> float | None:
    """Return a finite number, or null for anything else: text and dates may be data."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return float(value) if math.isfinite(value) else None


def _whole(value: object) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def _no_column(column: str, columns: Sequence[str]) -> str:
    return f", which is not a column{_did_you_mean(column, columns)}."


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return f" (did you mean {close[0]}?)" if close else ""
