"""What the columns of somebody else's files hold, seen from a sample of their values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from clustomers.errors import ClustomersError
from clustomers.io import sql
from clustomers.io.landing_files import data_files, delimiter_of, describe, read_file, readable
from clustomers.io.mapping import DECIDE, CsvOptions
from clustomers.io.mapping_sql import (
    CSV_SUFFIXES,
    MAPPED_FORMATS,
    WITH_OFFSET,
    csv_table,
    iso_text,
    read_number,
)

SAMPLE_ROWS = 100_000
FIRST_VALUES = 500
DAYS = (
    "%d.%m.%Y",
    "%d.%m.%y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y%m%d",
)
CLOCKS = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p")
MONEY = re.compile(r"[€$£¥]")
PATTERNS = {
    "integers": r"[+-]?\d+-?",
    # 1,5 and 1,50 have decimals; 1,500 may be one and a half, or fifteen hundred.
    "comma_decimals": r"\D{0,5}([\d.'\x{2019} \x{a0}\x{202f}]*\d,(\d|\d\d|\d{4,})|0,\d+)\D{0,5}",
    "point_decimals": r"\D{0,5}([\d,'\x{2019} \x{a0}\x{202f}]*\d\.(\d|\d\d|\d{4,})|0\.\d+)\D{0,5}",
    "comma_groups": r"\D{0,5}[1-9]\d{0,2}(,\d{3})+(\.\d*)?\D{0,5}",
    "point_groups": r"\D{0,5}[1-9]\d{0,2}(\.\d{3})+(,\d*)?\D{0,5}",
    "space_groups": r"\D{0,5}\d{1,3}([ \x{a0}\x{202f}]\d{3})+([.,]\d*)?\D{0,5}",
    "quote_groups": r"\D{0,5}\d{1,3}(['\x{2019}]\d{3})+([.,]\d*)?\D{0,5}",
    "truths": r"(?i)(true|false|yes|no|y|n|j|ja|nein|t|f)",
}


@dataclass(frozen=True)
class Look:
    """One of their columns, or two that make one time: what it holds.

    ``kind`` is ``number``, ``date``, ``timestamp``, ``clock``, ``boolean``, ``text`` or ``empty``;
    ``formats`` are all date formats that fit every value, none for ISO 8601.
    """

    names: tuple[str, ...]
    kind: str
    formats: tuple[str, ...] = ()
    is_whole: bool = False
    is_unique: bool = False
    has_offset: bool = False
    largest: float = 0.0

    @property
    def label(self) -> str:
        """Name of the column, or both names."""
        return " + ".join(self.names)


@dataclass(frozen=True)
class TheirFile:
    """Files of one kind: how they are written and what their columns hold."""

    pattern: str
    files: tuple[Path, ...]
    csv: CsvOptions | None
    looks: tuple[Look, ...]
    sample: str
    decisions: tuple[str, ...] = field(default=())


def sniff_folder(
    connection: duckdb.DuckDBPyConnection, source: Path, scratch: Path
) -> tuple[list[TheirFile], list[str]]:
    """Return the kinds of files in a folder, and the names of the files that cannot be used.

    Raises
    ------
    ClustomersError
        When no file can be read.
    """
    groups: dict[tuple[str, str], list[Path]] = {}
    others: list[str] = []
    for path in data_files(source):
        if path.suffix.lower() in MAPPED_FORMATS and path.stat().st_size:
            place = (str(path.parent), re.sub(r"\d+", "*", path.name))
            groups.setdefault(place, []).append(path)
        else:
            others.append(str(path.relative_to(source)))
    files = []
    for (_, shape), paths in groups.items():
        if len({_header(path) for path in paths}) == 1 and len(paths) > 1:
            files.append(_sniff(connection, shape, tuple(paths), scratch))
        else:
            files += [_sniff(connection, path.name, (path,), scratch) for path in paths]
    if not files:
        raise ClustomersError(
            f"{source} holds no file of a kind that can be landed: {', '.join(MAPPED_FORMATS)}."
        )
    return files, others


def _sniff(
    connection: duckdb.DuckDBPyConnection, pattern: str, files: tuple[Path, ...], scratch: Path
) -> TheirFile:
    path = files[0]
    options = None
    if path.suffix.lower() in CSV_SUFFIXES:
        encoding = _encoding(path)
        options = CsvOptions(delimiter=delimiter_of(path, encoding), encoding=encoding)
    sample = sql.name(f"sample {len(list(scratch.iterdir()))} {path}")
    with readable(path):
        query = (
            f"select * from {csv_table(path, options, scratch)}"
            if options
            else read_file(connection, path)
        )
        types = describe(connection, query)
        columns = sql.commas(
            f"trim(cast({sql.name(n)} as varchar)) as {sql.name(n)}" for n in types
        )
        connection.execute(
            f"create temp table {sample} as select {columns} from ({query}) limit {SAMPLE_ROWS}"
        )
    counts = [_counts(connection, sample, name) for name in types]
    decisions = []
    if options:
        decimal, thousands = _signs(counts)
        options = CsvOptions(options.delimiter, options.encoding, decimal, thousands)
        if DECIDE in (decimal, thousands):
            decisions.append(
                "csv decimal and thousands: the numbers read both ways, such as 1.234 or 1,234"
            )
    signs = options if options and options.decimal != DECIDE else CsvOptions(thousands=",")
    looks = [
        _look(connection, sample, name, types[name], count, signs)
        for name, count in zip(types, counts, strict=True)
    ]
    return TheirFile(pattern, files, options, (*looks, *_joined(looks)), sample, tuple(decisions))


def _counts(connection: duckdb.DuckDBPyConnection, sample: str, name: str) -> dict[str, int]:
    column = f"nullif({sql.name(name)}, '')"
    parts = [f"count({column})", f"count(distinct {column})"]
    parts += [f"count_if(regexp_full_match({column}, {sql.text(p)}))" for p in PATTERNS.values()]
    row = connection.execute(f"select {', '.join(parts)} from {sample}").fetchall()[0]
    return dict(zip(("values", "distinct", *PATTERNS), row, strict=True))


def _signs(counts: Sequence[dict[str, int]]) -> tuple[str, str]:
    """Return decimal and thousands sign of a file; `DECIDE` where its numbers read both ways."""

    def any_of(pattern: str) -> bool:
        # A column of text may hold a number here and there; one of numbers holds nothing else.
        return any(
            count[pattern]
            and sum(count[p] for p in PATTERNS if p != "truths") >= _enough(count["values"])
            for count in counts
        )

    comma, point = any_of("comma_decimals"), any_of("point_decimals")
    groups = {"space_groups": " ", "quote_groups": "'"}
    if comma != point:
        groups |= {"point_groups": "."} if comma else {"comma_groups": ","}
        thousands = [sign for pattern, sign in groups.items() if any_of(pattern)]
        return "," if comma else ".", thousands[0] if thousands else ""
    if comma or point or any_of("comma_groups") or any_of("point_groups"):
        return DECIDE, DECIDE
    return ".", ""


def _look(
    connection: duckdb.DuckDBPyConnection,
    sample: str,
    name: str,
    landed_type: str,
    counts: dict[str, int],
    signs: CsvOptions,
) -> Look:
    total = counts["values"]
    if not total:
        return Look((name,), "empty")
    column = f"nullif({sql.name(name)}, '')"
    is_unique = counts["distinct"] == total
    if counts["truths"] == total:
        return Look((name,), "boolean")
    enough = _enough(total)
    number = read_number(column, signs.decimal, signs.thousands)
    iso = (
        f"{column} similar to '\\d{{4}}-\\d\\d-\\d\\d.*' "
        f"and try_cast({iso_text(column)} as timestamp)"
    )
    row = connection.execute(
        f"select count({number}), max(abs(try_cast({number} as double))), "
        f"count_if({iso} is not null), count_if(length({column}) > 10), "
        f"count_if(regexp_matches({column}, {sql.text(WITH_OFFSET)})) from {sample}"
    ).fetchall()[0]
    numbers, largest, iso_times, long_ones, offsets = row
    if iso_times >= enough:
        has_offset = offsets >= enough or landed_type == "timestamp with time zone"
        kind = "timestamp" if long_ones >= enough else "date"
        return Look((name,), kind, (), is_unique=is_unique, has_offset=has_offset)
    fitting = _formats(connection, sample, column, enough)
    if fitting and not (fitting == ("%Y%m%d",) and numbers and not _is_day(name)):
        kind = "clock" if fitting[0] in CLOCKS else "date" if fitting[0] in DAYS else "timestamp"
        return Look((name,), kind, fitting, is_unique=is_unique)
    if numbers >= enough:
        is_whole = counts["integers"] >= enough
        return Look((name,), "number", (), is_whole, is_unique, largest=largest or 0.0)
    return Look((name,), "text", is_unique=is_unique)


def _formats(
    connection: duckdb.DuckDBPyConnection, sample: str, column: str, enough: float
) -> tuple[str, ...]:
    """Return the date formats that fit, of which few are tried on more than the first values."""
    formats = [*DAYS, *(f"{day} {clock}" for day in DAYS for clock in CLOCKS), *CLOCKS]
    first = f"(select * from {sample} where {column} is not null limit {FIRST_VALUES})"
    for rows, least in ((first, 0.5 * min(enough, FIRST_VALUES)), (sample, enough)):
        if not formats:
            return ()
        fits = ", ".join(f"count(try_strptime({column}, {sql.text(item)}))" for item in formats)
        counts = connection.execute(f"select {fits} from {rows}").fetchall()[0]
        formats = [item for item, count in zip(formats, counts, strict=True) if count >= least]
    return tuple(formats)


def _enough(values: int) -> float:
    """Return how many values must fit: a wrong one here and there says nothing of the column."""
    return values - max(0.02 * values, 1.0 if values >= 6 else 0.0)


def _is_day(name: str) -> bool:
    return bool(re.search(r"(?i)dat|tag|day|fecha|jour", name))


def _joined(looks: Sequence[Look]) -> list[Look]:
    """Return a day and a clock beside each other as one time."""
    days = [look for look in looks if look.kind == "date"]
    clocks = [look for look in looks if look.kind == "clock"]
    if len(clocks) != 1 or not days:
        return []
    clock = clocks[0]
    day = min(days, key=lambda look: abs(looks.index(look) - looks.index(clock)))
    formats = tuple(
        f"{first} {second}" for first in day.formats or ("%Y-%m-%d",) for second in clock.formats
    )
    return [Look((*day.names, *clock.names), "timestamp", formats)]


def _header(path: Path) -> bytes:
    """Return the first line of a CSV file: files of one kind have the same."""
    if path.suffix.lower() not in CSV_SUFFIXES:
        return b""
    with path.open("rb") as lines:
        return lines.readline()


def _encoding(path: Path) -> str:
    with path.open("rb") as content:
        start = content.read(1 << 20)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        # The end of the sample may cut a character in two.
        start[: -4 if len(start) == 1 << 20 else None].decode("utf-8")
    except UnicodeDecodeError as error:
        return "utf-8" if error.reason == "unexpected end of data" else "cp1252"
    return "utf-8"
