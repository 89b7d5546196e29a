"""Mappings as SQL: their files in, the contract's columns as text out.

A value that cannot be read in the way the mapping says stays as text, so that it is counted and
later rejected with its reason, never guessed at.
"""

import codecs
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb

from clustomers.errors import ClustomersError
from clustomers.io import sql
from clustomers.io.contracts import Column, did_you_mean
from clustomers.io.landing_files import (
    IncomingTable,
    Part,
    data_files,
    delimiter_of,
    describe,
    read_csv,
    read_file,
    readable,
    unreadable,
)
from clustomers.io.mapping import ColumnSource, CsvOptions, TableMapping

CSV_SUFFIXES = (".csv", ".tsv", ".txt")
MAPPED_FORMATS = (".parquet", ".jsonl", *CSV_SUFFIXES)
ROW = '"clustomers row"'  # place of a row in all files, one after the other
MANY = 1_000_000_000_000
WITH_OFFSET = r"\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|[+-]\d\d(:?\d\d)?)$"
UNREADABLE = "unreadable: "


def mapped_tables(
    connection: duckdb.DuckDBPyConnection,
    source: Path,
    mappings: Sequence[TableMapping],
    scratch: Path,
) -> list[IncomingTable]:
    """Return what mappings make of a folder.

    Parameters
    ----------
    connection
        Database that holds the mapped rows until they are landed.
    source
        Folder with their files.
    mappings
        Checked mappings.
    scratch
        Folder for copies of files that are not in UTF-8.

    Raises
    ------
    ClustomersError
        For files and columns that are not there, and files that cannot be read.
    """
    incoming: list[IncomingTable] = []
    problems: list[str] = []
    for mapping in mappings:
        try:
            incoming.append(_map_table(connection, source, mapping, scratch))
        except ClustomersError as error:
            problems.extend(f"{mapping.table.label}: {problem}" for problem in error.problems)
    if problems:
        raise ClustomersError(problems)
    return incoming


def _map_table(
    connection: duckdb.DuckDBPyConnection, source: Path, mapping: TableMapping, scratch: Path
) -> IncomingTable:
    table = mapping.table
    if mapping.file is None:
        row = sql.commas(f"{sql.text(s.inputs[0])} as {c}" for c, s in mapping.columns.items())
        return IncomingTable(table, (Part(table.name, f"select {row}", "constants"),))
    files = [
        path
        for path in data_files(source)
        if (path.name == mapping.file or path.match(mapping.file))
        and path.suffix.lower() in MAPPED_FORMATS
    ]
    if not files:
        raise ClustomersError(
            f"no file in {source} is named {mapping.file} (of {', '.join(MAPPED_FORMATS)})."
        )
    parts = []
    for group in [files] if mapping.counts_rows else [[path] for path in files]:
        name = table.name if mapping.counts_rows else group[0].stem
        origin = ", ".join(str(path.relative_to(source)) for path in group)
        rows = [
            read_theirs(connection, path, mapping, number, scratch)
            for number, path in enumerate(group)
        ]
        relation = sql.name(f"{table.label} {name}")
        try:
            connection.execute(
                f"create temp table {relation} as {map_rows(mapping, ' union all '.join(rows))}"
            )
        except duckdb.Error as error:
            raise ClustomersError(unreadable(origin, error)) from error
        notes = _clock_notes(connection, mapping, relation)
        columns = ", ".join(mapping.columns)
        parts.append(Part(name, f"select {columns} from {relation}", origin, notes))
    return IncomingTable(table, tuple(parts))


def read_theirs(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    mapping: TableMapping,
    number: int,
    scratch: Path,
) -> str:
    """Return a query for the columns that a mapping reads of one file, as text."""
    if path.stat().st_size == 0:
        raise ClustomersError(f"{path}: the file is empty: export it again or remove it.")
    is_csv = path.suffix.lower() in CSV_SUFFIXES
    query = (
        f"select * from {csv_table(path, mapping.csv, scratch)}"
        if is_csv
        else read_file(connection, path)
    )
    with readable(path):
        types = describe(connection, query)
    names = {name.strip().lower(): name for name in types}
    wanted = dict.fromkeys(column for item in mapping.columns.values() for column in item.columns)
    missing = [column for column in wanted if column.strip().lower() not in names]
    if missing:
        raise ClustomersError(
            f"{path.name} has no column {column}{did_you_mean(column, names)} "
            f"Its columns: {', '.join(types)}."
            for column in missing
        )
    columns = [
        f"{_as_text(actual, types[actual])} as {sql.name(column)}"
        for column in wanted
        if (actual := names[column.strip().lower()])
    ]
    if mapping.counts_rows:
        columns.append(f"{number} * {MANY} + row_number() over () as {ROW}")
    return f"select {sql.commas(columns)}\nfrom ({query})"


def csv_table(path: Path, options: CsvOptions, scratch: Path) -> str:
    """Return the table function for a CSV file, of a copy in UTF-8 where it is not."""
    delimiter = options.delimiter or delimiter_of(path, options.encoding, options.skip_lines)
    if codecs.lookup(options.encoding).name not in ("utf-8", "utf-8-sig", "ascii"):
        copy = scratch / f"{len(list(scratch.iterdir()))}-{path.name}"
        try:
            with path.open(encoding=options.encoding, newline="") as theirs:
                with copy.open("w", encoding="utf-8", newline="") as ours:
                    shutil.copyfileobj(theirs, ours, 1 << 20)
        except UnicodeError as error:
            raise ClustomersError(
                f"{path}: is not written in {options.encoding} ({error.reason} at byte "
                f"{error.start}): name another csv encoding."
                if isinstance(error, UnicodeDecodeError)
                else f"{path}: is not written in {options.encoding}: name another csv encoding."
            ) from error
        path = copy
    return read_csv(path, delimiter, options.skip_lines)


def map_rows(mapping: TableMapping, theirs: str) -> str:
    """Return a query for our columns as text, from a query for theirs."""
    writer = _Writer(mapping)
    columns = [f"{writer.value(name)} as {name}" for name in mapping.columns]
    columns += [f"{writer.clock(name)} as {sql.name(name + ' clock')}" for name in writer.times()]
    if not mapping.one_row_per_key:
        order = f"\norder by {ROW}" if mapping.counts_rows else ""
        return f"select {sql.commas(columns)}\nfrom ({theirs}){order}"
    keys = [writer.value(name) for name in mapping.table.key if name in mapping.columns]
    # A row without its whole key stays a row of its own, so that it is rejected and not lost.
    incomplete = " or ".join(f"{key} is null" for key in keys)
    group = ", ".join([*keys, f"case when {incomplete} then {ROW} end"])
    sums = [
        f"sum({writer.number(mapping.table.column(name), item)}) as {sql.name(name + ' sum')}"
        for name, item in mapping.columns.items()
        if item.kind == "sum"
    ]
    return f"""
with theirs as materialized ({theirs}),
first_rows as (
    select {sql.commas([f"min({ROW}) as {ROW}", *sums])}
    from theirs
    group by {group}
)
select {sql.commas(columns)}
from theirs
inner join first_rows using ({ROW})
order by {ROW}"""


class _Writer:
    """Writes the SQL of one table's columns."""

    def __init__(self, mapping: TableMapping) -> None:
        self.mapping = mapping

    def times(self) -> list[str]:
        """Return the timestamp columns that are read from local clocks."""
        return [
            name
            for name, item in self.mapping.columns.items()
            if self.mapping.table.column(name).data_type == "timestamp"
            and item.kind in ("from", "join")
            and item.time_zone != "UTC"
        ]

    def value(self, name: str) -> str:
        """Return our column as text."""
        column, item = self.mapping.table.column(name), self.mapping.columns[name]
        if item.kind == "sum":
            return f"cast({sql.name(name + ' sum')} as varchar)"
        raw = self.raw(item)
        if item.kind in ("constant", "row_number_by") or column.data_type == "varchar":
            return raw
        if column.is_time:
            return self._checked(column, raw, self.utc(column, item))
        if column.is_number:
            return self._checked(column, raw, self.number(column, item))
        return raw

    def raw(self, item: ColumnSource) -> str:
        """Return the text they wrote, by way of the value map."""
        if item.kind == "constant":
            return f"cast({sql.text(item.inputs[0])} as varchar)"
        inputs = [f"trim({sql.name(column)})" for column in item.inputs]
        if item.kind == "row_number_by":
            order = [
                f"try_cast({sql.name(c)} as double) nulls last, {sql.name(c)} nulls last"
                for c in item.order_by
            ]
            over = f"partition by {', '.join(inputs)} order by {', '.join([*order, ROW])}"
            return f"cast(row_number() over ({over}) as varchar)"
        text = f" || {sql.text(item.separator)} || ".join(f"nullif({i}, '')" for i in inputs)
        if not item.values:
            return f"({text})"
        cases = " ".join(
            f"when {sql.text(theirs)} then {sql.text(ours)}" for theirs, ours in item.values.items()
        )
        return f"(case {text} {cases} else {text} end)"

    def number(self, column: Column, item: ColumnSource) -> str:
        """Return a number in our type and unit, null where it cannot be read."""
        is_csv = not (self.mapping.file or "").lower().endswith((".parquet", ".jsonl"))
        options = self.mapping.csv if is_csv else CsvOptions()
        number = read_number(self.raw(item), options.decimal, options.thousands)
        if item.unit_factor is not None:
            factor = f"cast({item.unit_factor} as decimal(12, 6))"
            number = f"(try_cast({number} as decimal(24, 6)) * {factor})"
        if column.data_type in ("integer", "bigint"):
            # A cast would round 2.5 to a whole number; it is no whole number, so it is malformed.
            exact = f"try_cast({number} as decimal(38, 9))"
            return f"case when {exact} % 1 = 0 then try_cast({exact} as {column.data_type}) end"
        return f"try_cast({number} as {column.data_type})"

    def local(self, item: ColumnSource) -> str:
        """Return a time as their clock shows it, null where it cannot be read."""
        return read_time(self.raw(item), item.date_formats)

    def utc(self, column: Column, item: ColumnSource) -> str:
        """Return a day, or a time in UTC."""
        local = self.local(item)
        if column.data_type == "date":
            return f"cast({local} as date)"
        zone = sql.text(item.time_zone)
        raw = self.raw(item)
        return (
            f"case when regexp_matches({raw}, {sql.text(WITH_OFFSET)}) "
            f"then timezone('UTC', try_cast({iso_text(raw)} as timestamptz)) "
            f"else timezone('UTC', timezone({zone}, {local})) end"
        )

    def clock(self, name: str) -> str:
        """Return whether a local time comes twice, or never, as clocks change."""
        item = self.mapping.columns[name]
        local, zone = self.local(item), sql.text(item.time_zone)
        instant = f"timezone({zone}, {local})"
        return (
            f"case when regexp_matches({self.raw(item)}, {sql.text(WITH_OFFSET)}) then null "
            f"when timezone({zone}, {instant}) != {local} then 'skipped' "
            f"when timezone({zone}, {instant} - interval 1 hour) = {local} "
            f"or timezone({zone}, {instant} + interval 1 hour) = {local} then 'twice' end"
        )

    def _checked(self, column: Column, raw: str, value: str) -> str:
        """Return a value as text; what cannot be read keeps its text.

        Text that our type would read, though it is not written as the mapping says, is marked:
        1.234 where the decimal sign is a comma must not become one and a bit.
        """
        kind = "timestamptz" if column.data_type == "timestamp" else column.data_type
        return (
            f"coalesce(cast({value} as varchar), case when try_cast({raw} as {kind}) is null "
            f"then {raw} else {sql.text(UNREADABLE)} || {raw} end)"
        )


def read_number(text: str, decimal: str, thousands: str) -> str:
    """Return SQL that rewrites a number as SQL writes it, null where it is written otherwise.

    Currency signs and codes around it, a sign behind it and hard spaces are understood.
    """
    plain = f"translate({text}, '\u00a0\u202f’', '  ''')"  # noqa: RUF001 - what exports hold
    currency = r"[€$£¥]|[A-Za-z]{3}"
    plain = f"regexp_replace({plain}, '^({currency})\\s*|\\s*({currency})$', '', 'g')"
    point, group = re.escape(decimal), re.escape(thousands)
    whole = rf"(\d+|\d{{1,3}}({group}\d{{3}})+)" if thousands else r"\d+"
    pattern = rf"([+-]?)({whole}({point}\d*)?|{point}\d+)([eE][+-]?\d+)?(-?)"
    digits = f"replace({plain}, {sql.text(thousands)}, '')" if thousands else plain
    number = f"replace({digits}, {sql.text(decimal)}, '.')"
    number = f"(case when {number} like '%-' then '-' || rtrim({number}, '-') else {number} end)"
    return f"(case when regexp_full_match({plain}, {sql.text(pattern)}) then {number} end)"


def iso_text(text: str) -> str:
    """Return SQL that takes the space out before an offset, as in ``12:30:00 +0200``."""
    return rf"regexp_replace({text}, '(\d)\s+([+-]\d\d(:?\d\d)?)$', '\1\2')"


def read_time(text: str, formats: Sequence[str]) -> str:
    """Return SQL that reads a time in one of the formats, or in ISO 8601 where none is given."""
    readers = []
    for name, divisor in (("epoch_seconds", 1), ("epoch_milliseconds", 1000)):
        if name in formats:
            micros = (
                f"try_cast(try_cast({text} as decimal(24, 6)) * {1000000 // divisor} as bigint)"
            )
            readers.append(f"make_timestamp({micros})")
    patterns = [item for item in formats if not item.startswith("epoch_")]
    if patterns:
        readers.append(f"try_strptime({text}, [{', '.join(map(sql.text, patterns))}])")
    # ISO 8601 cannot be mistaken for another format, unless that one starts with the year, too.
    if not any(pattern.startswith("%Y") for pattern in patterns):
        readers.append(
            f"case when {text} similar to '\\d{{4}}-.*' "
            f"then try_cast({iso_text(text)} as timestamp) end"
        )
    return f"coalesce({', '.join(readers)})"


def _as_text(column: str, data_type: str) -> str:
    name = sql.name(column)
    if data_type in ("double", "float"):  # an id that was read as a number: 17.0 is 17
        return rf"regexp_replace(cast({name} as varchar), '\.0$', '')"
    return f"cast({name} as varchar)"


def _clock_notes(
    connection: duckdb.DuckDBPyConnection, mapping: TableMapping, relation: str
) -> tuple[str, ...]:
    notes = []
    for name in _Writer(mapping).times():
        clock = sql.name(f"{name} clock")
        twice, skipped = connection.execute(
            f"select count_if({clock} = 'twice'), count_if({clock} = 'skipped') from {relation}"
        ).fetchall()[0]
        zone = mapping.columns[name].time_zone
        if twice:
            notes.append(
                f"{name}: rows in the hour that {zone} has twice as clocks go back, "
                f"read as its second pass (winter time): {twice:,}"
            )
        if skipped:
            notes.append(
                f"{name}: rows in the hour that {zone} skips as clocks go forward, "
                f"moved on by an hour: {skipped:,}"
            )
    return tuple(notes)
