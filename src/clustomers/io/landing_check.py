"""Checking incoming rows against their contract, without changing or dropping any."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from clustomers.errors import ClustomersError
from clustomers.io import sql
from clustomers.io.contracts import Column, Table, did_you_mean
from clustomers.io.landing_files import IncomingTable, Part, describe, unreadable

NUMBERS = ("tinyint", "smallint", "integer", "bigint", "hugeint", "float", "double", "decimal")
TIMES = ("date", "timestamp")


@dataclass
class CheckedTable:
    """What a check found in all parts of one table."""

    table: Table
    parts: tuple[Part, ...]
    columns: dict[str, dict[str, str]] = field(default_factory=dict)  # part → column → type
    rows: int = 0
    rejected: int = 0
    malformed: Counter[str] = field(default_factory=Counter)
    extra: set[str] = field(default_factory=set)

    def select(self, part: Part) -> str:
        """Return the query that lands a part: the contract's columns, and every row.

        A column is typed when every value of the table can be; otherwise it is text, where good
        values are written as their type writes them and bad ones stay as they came.
        """
        columns = self.columns[part.name]
        outputs = (_Output(column, columns.get(column.name)) for column in self.table.columns)
        return (
            "select "
            + sql.commas(
                f"{output.landed(clean=not self.malformed[output.column.name])}"
                f" as {output.column.name}"
                for output in outputs
            )
            + f"\nfrom ({part.query})"
        )


def check_table(connection: duckdb.DuckDBPyConnection, incoming: IncomingTable) -> CheckedTable:
    """Check every part of a table against its contract.

    Raises
    ------
    ClustomersError
        For parts that cannot be read and required columns that a part does not have.
    """
    checked = CheckedTable(incoming.table, incoming.parts)
    problems: list[str] = []
    for part in incoming.parts:
        try:
            columns = describe(connection, part.query)
            problems.extend(_missing_columns(incoming.table, part, list(columns)))
            if not problems:
                _count(connection, checked, part, columns)
        except duckdb.Error as error:
            problems.append(f"{incoming.table.label}: {unreadable(part.origin, error)}")
    if problems:
        raise ClustomersError(problems)
    return checked


def _count(
    connection: duckdb.DuckDBPyConnection,
    checked: CheckedTable,
    part: Part,
    columns: dict[str, str],
) -> None:
    """Add a part's counts."""
    table = checked.table
    known = {column.lower(): (column, data_type) for column, data_type in columns.items()}
    checked.columns[part.name] = {
        column: known[column][1] for column in table.column_names if column in known
    }
    checked.extra.update(
        original for name, (original, _) in known.items() if name not in table.column_names
    )
    outputs = [_Output(column, known.get(column.name, (None, None))[1]) for column in table.columns]
    doubtful = [output for output in outputs if output.can_fail]
    rejects = [
        f"{sql.name(output.column.name + ' is malformed')}"
        for output in doubtful
        if output.column.is_required or output.column.name in table.key
    ]
    rejects += [
        f"{sql.name(column.name + ' is missing')}" for column in table.columns if column.is_required
    ]
    rejects += [f"coalesce(({rule.condition}), false)" for rule in table.reject_when]
    flags = [
        f"{output.is_malformed} as {sql.name(output.column.name + ' is malformed')}"
        for output in doubtful
    ] + [
        f"not {output.is_present} as {sql.name(output.column.name + ' is missing')}"
        for output in outputs
        if output.column.is_required
    ]
    typed = [f"{output.typed} as {output.column.name}" for output in outputs]
    counts = [f"count_if({sql.name(output.column.name + ' is malformed')})" for output in doubtful]
    row = connection.execute(
        f"select count(*), count_if({' or '.join(rejects) or 'false'}), "
        + ", ".join([*counts, "0"])
        + f"\nfrom (select {sql.commas(typed + flags)}\nfrom ({part.query}))"
    ).fetchone()
    assert row is not None
    checked.rows += row[0]
    checked.rejected += row[1]
    checked.malformed.update(
        {output.column.name: count for output, count in zip(doubtful, row[2:], strict=False)}
    )


@dataclass(frozen=True)
class _Output:
    """SQL of one contract column over one part, where it may have another type or be absent."""

    column: Column
    landed_type: str | None

    @property
    def can_fail(self) -> bool:
        """Whether any value might not fit the contract's type."""
        return self.landed_type is not None and self.column.data_type not in (
            "varchar",
            self.landed_type.replace(",", ", "),
        )

    @property
    def is_present(self) -> str:
        if self.landed_type is None:
            return "false"
        if self.landed_type == "varchar":
            return f"coalesce(trim({self.column.name}) != '', false)"
        return f"({self.column.name} is not null)"

    @property
    def is_malformed(self) -> str:
        return f"({self.is_present} and {self.typed} is null)"

    @property
    def typed(self) -> str:
        """The value in the contract's type, null where it cannot be read."""
        name, wanted = self.column.name, self.column.data_type
        if self.landed_type is None:
            return f"cast(null as {wanted})"
        if wanted == "varchar":
            return f"cast({name} as varchar)"
        if not self.can_fail:
            return name
        same_kind = (
            self.column.is_number and self.landed_type.split("(")[0].lstrip("u") in NUMBERS
        ) or (self.column.is_time and self.landed_type.startswith(TIMES))
        value = name if same_kind else f"nullif(trim(cast({name} as varchar)), '')"
        if wanted == "timestamp" and not same_kind:
            # A cast from text to timestamp ignores an offset such as +02:00; this one does not.
            return f"timezone('UTC', try_cast({value} as timestamptz))"
        return f"try_cast({value} as {wanted})"

    def landed(self, clean: bool) -> str:
        """Return the value to be written."""
        if clean or self.landed_type is None:
            return self.typed if clean else "cast(null as varchar)"
        return f"coalesce(cast({self.typed} as varchar), cast({self.column.name} as varchar))"


def _missing_columns(table: Table, part: Part, columns: Sequence[str]) -> list[str]:
    lower = [column.lower() for column in columns]
    spare = [column for column in lower if column not in table.column_names]
    return [
        f"{table.label}: {part.origin} has no column {column.name}, which is required "
        f"({column.description.rstrip('.')}){did_you_mean(column.name, spare) or '.'} "
        f"Its columns: {', '.join(columns)}. Add or rename the column, "
        "or say in a mapping (--map FILE) where it comes from."
        for column in table.columns
        if column.is_required and column.name not in lower
    ]
