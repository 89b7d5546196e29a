"""Mapping files: which of their columns becomes which of ours, and how their values are written.

The reference is ``docs/landing.md``; `read_mapping` checks a file against it and the contracts.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import yaml

from clustomers.errors import ClustomersError
from clustomers.io.contracts import Column, System, Table, all_tables, did_you_mean

DECIDE = "DECIDE"
SOURCES = ("from", "constant", "join", "row_number_by", "sum")
SOURCE_OPTIONS = {
    "from": ("values", "unit_factor", "date_format", "time_zone"),
    "constant": (),
    "join": ("separator", "values", "date_format", "time_zone"),
    "row_number_by": ("order_by",),
    "sum": ("unit_factor",),
}
DEFAULT_ENTRIES = ("time_zone", "date_format", "csv")
TABLE_ENTRIES = ("file", "one_row_per_key", *DEFAULT_ENTRIES, "columns")
CSV_ENTRIES = ("delimiter", "encoding", "decimal", "thousands", "skip_lines")
EPOCHS = ("epoch_seconds", "epoch_milliseconds")
FACTOR = re.compile(r"-?\d{1,6}(\.\d{1,6})?")


@dataclass(frozen=True)
class CsvOptions:
    """How a CSV file is written."""

    delimiter: str | None = None  # found in the header when not given
    encoding: str = "utf-8"
    decimal: str = "."
    thousands: str = ""
    skip_lines: int = 0


@dataclass(frozen=True)
class ColumnSource:
    """Where one of our columns comes from.

    ``kind`` is one of `SOURCES`; ``inputs`` are their columns, or the constant.
    """

    kind: str
    inputs: tuple[str, ...]
    separator: str = ""
    order_by: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    unit_factor: str | None = None
    date_formats: tuple[str, ...] = ()
    time_zone: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Their columns that are read."""
        return () if self.kind == "constant" else self.inputs + self.order_by


@dataclass(frozen=True)
class TableMapping:
    """Where one of our tables comes from; without a file it is one row of constants."""

    table: Table
    file: str | None
    csv: CsvOptions
    one_row_per_key: bool
    columns: Mapping[str, ColumnSource]

    @property
    def counts_rows(self) -> bool:
        """Whether rows depend on others, so that all files are read as one."""
        kinds = {source.kind for source in self.columns.values()}
        return self.one_row_per_key or "row_number_by" in kinds


def read_mapping(path: Path, contracts: Mapping[str, System]) -> list[TableMapping]:
    """Read a mapping file and check it against the contracts.

    Raises
    ------
    ClustomersError
        With every mistake and everything that is still to be decided, by table and column.
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ClustomersError(f"{path}: the mapping cannot be read ({error.strerror}).") from error
    except yaml.YAMLError as error:
        raise ClustomersError(f"{path}: not readable as YAML: {_one_line(error)}") from error
    reader = _Reader(path.name, contracts)
    mappings = reader.document(document)
    if reader.problems:
        raise ClustomersError(reader.problems)
    return mappings


class _Reader:
    """Turns a parsed mapping file into `TableMapping`, and collects what is wrong with it."""

    def __init__(self, name: str, contracts: Mapping[str, System]) -> None:
        self.name = name
        self.tables = {table.label: table for table in all_tables(contracts)}
        self.problems: list[str] = []

    def document(self, document: object) -> list[TableMapping]:
        entries = self.entries(document, ("defaults", "tables"), "")
        defaults = self.entries(entries.get("defaults"), DEFAULT_ENTRIES, "defaults")
        mappings = []
        for label, entry in self.entries(entries.get("tables"), tuple(self.tables), "").items():
            mapping = self.table(self.tables[label], entry, defaults)
            if mapping is not None:
                mappings.append(mapping)
        if not mappings and not self.problems:
            self.problem("", "maps no table: list ours under `tables`.")
        return mappings

    def table(
        self, table: Table, entry: object, defaults: Mapping[str, Any]
    ) -> TableMapping | None:
        known = len(self.problems)
        entries = {**defaults, **self.entries(entry, TABLE_ENTRIES, table.label)}
        own_csv = self.entries(entries.get("csv"), CSV_ENTRIES, f"{table.label}: csv")
        csv = self.csv({**(defaults.get("csv") or {}), **own_csv}, table.label)
        columns = {
            name: source
            for name, value in self.entries(
                entries.get("columns"), table.column_names, table.label
            ).items()
            if (source := self.column(table, table.column(name), value, entries))
        }
        file = entries.get("file")
        if file == DECIDE:
            self.problem(table.label, "file is still to be decided: name the file, or remove it.")
        if len(self.problems) > known:
            return None
        for column in table.columns:
            if column.is_required and column.name not in columns:
                self.problem(
                    f"{table.label}.{column.name}",
                    f"is required ({column.description.rstrip('.')}) and not mapped: say where it "
                    f"comes from, by {', '.join(SOURCES)}.",
                )
        if file is None and any(source.kind != "constant" for source in columns.values()):
            self.problem(table.label, "reads columns, but names no `file`.")
        one_row_per_key = bool(entries.get("one_row_per_key", False))
        if not one_row_per_key and any(source.kind == "sum" for source in columns.values()):
            self.problem(table.label, "`sum` needs `one_row_per_key: true`.")
        return TableMapping(table, file, csv, one_row_per_key, columns)

    def csv(self, entries: Mapping[str, Any], where: str) -> CsvOptions:
        for name, value in entries.items():
            if value == DECIDE:
                self.problem(where, f"csv {name} is still to be decided.")
        if DECIDE in entries.values():
            return CsvOptions()
        options = CsvOptions(**{name: entries[name] for name in CSV_ENTRIES if name in entries})
        if options.decimal not in (".", ","):
            self.problem(where, f"csv decimal must be '.' or ',', not {options.decimal!r}.")
        if options.thousands not in ("", ".", ",", " ", "'") or options.thousands == (
            options.decimal
        ):
            self.problem(
                where,
                "csv thousands must be '', '.', ',', ' ' or \"'\", and not the decimal sign.",
            )
        try:
            "".encode(options.encoding)
        except LookupError:
            self.problem(where, f"csv encoding {options.encoding} is unknown; try utf-8 or cp1252.")
        return options

    def column(
        self, table: Table, column: Column, value: object, defaults: Mapping[str, Any]
    ) -> ColumnSource | None:
        where = f"{table.label}.{column.name}"
        if value == DECIDE or (isinstance(value, dict) and DECIDE in value.values()):
            self.problem(where, f"is still to be decided: {column.description}")
            return None
        entry = self.entries({"from": value} if isinstance(value, str) else value, (), where)
        kinds = [kind for kind in SOURCES if kind in entry]
        if len(kinds) != 1:
            said = f"{' and '.join(kinds)} are" if kinds else "nothing is"
            self.problem(
                where, f"must have exactly one source, but {said} given: {', '.join(SOURCES)}."
            )
            return None
        kind = kinds[0]
        for option in entry:
            if option not in (kind, *SOURCE_OPTIONS[kind]):
                known = (kind, *SOURCE_OPTIONS[kind])
                self.problem(
                    where,
                    f"{option} does not go with {kind}{did_you_mean(option, known) or '.'}",
                )
        source = ColumnSource(
            kind=kind,
            inputs=_words(entry[kind]),
            separator=str(entry.get("separator", "")),
            order_by=_words(entry.get("order_by")),
            values={_word(theirs): _word(ours) for theirs, ours in _pairs(entry.get("values"))},
            unit_factor=_word(entry["unit_factor"]) if "unit_factor" in entry else None,
            date_formats=_words(entry.get("date_format", defaults.get("date_format"))),
            time_zone=entry.get("time_zone", defaults.get("time_zone")),
        )
        if source.unit_factor is not None and not column.is_number:
            self.problem(where, f"unit_factor needs a number, and this is {column.data_type}.")
        if source.unit_factor is not None and not FACTOR.fullmatch(source.unit_factor):
            self.problem(where, "unit_factor must be a number with at most 6 decimals, as 0.01.")
        if kind == "sum" and not column.is_number:
            self.problem(where, f"sum needs a number, and this is {column.data_type}.")
        if column.data_type == "timestamp" and kind != "constant":
            return self.with_time_zone(source, where)
        return source

    def with_time_zone(self, source: ColumnSource, where: str) -> ColumnSource:
        zone = source.time_zone
        if zone is None or zone == DECIDE:
            self.problem(
                where,
                "time_zone is still to be decided: the zone of the clocks that wrote these times, "
                "such as Europe/Berlin; or UTC.",
            )
        elif zone not in available_timezones():
            guess = did_you_mean(zone, [name.lower() for name in available_timezones()])
            self.problem(where, f"time_zone {zone} is not an IANA time zone{guess or '.'}")
        if set(source.date_formats) & set(EPOCHS):
            return replace(source, time_zone="UTC")
        return source

    def entries(self, value: object, known: Sequence[str], where: str) -> dict[str, Any]:
        """Return a dictionary of the file, without entries that nothing knows."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.problem(where, f"expected names with values, not {value!r}.")
            return {}
        for name in value:
            if known and name not in known:
                guess = did_you_mean(str(name), known)
                self.problem(where, f"{name} is unknown{guess or '; known: ' + ', '.join(known)}.")
        return {name: value[name] for name in value if not known or name in known}

    def problem(self, where: str, message: str) -> None:
        prefix = f"{self.name}: {where}: " if where else f"{self.name}: "
        if prefix + message not in self.problems:
            self.problems.append(prefix + message)


def _word(value: object) -> str:
    """Return what a person meant to write: YAML reads yes and no as truth values."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _words(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, list):
        return tuple(_word(item) for item in value)
    return (_word(value),)


def _pairs(value: object) -> list[tuple[object, object]]:
    return list(value.items()) if isinstance(value, dict) else []


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
