"""Landed files without a person: only files that hold the person are written, as they were."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from clustomers.errors import ClustomersError
from clustomers.io import sql
from clustomers.io.contracts import (
    PERSON_KINDS,
    REFERRAL_CODE,
    Column,
    System,
    Table,
)
from clustomers.io.erasure.finder import Finder, Found, Test
from clustomers.io.erasure.people import (
    ERASED,
    ERASED_NUMBER,
    KEY,
    PHONE_AS_WRITTEN,
    REQUEST,
    Person,
    is_telling,
    phone_digits,
)
from clustomers.io.landing_files import describe, read_file, readable
from clustomers.io.landing_zone import LandingZone
from clustomers.io.sql import name, text

DELETED, ANONYMIZED, MASKED = "deleted", "anonymized", "masked"
REQUESTS = "privacy.erasure_requests"
_FILE = "erasure_file"


@dataclass
class Landed:
    """What was found in landed files: rows by table, action and person."""

    found: dict[tuple[str, str], Found] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def total(self) -> int:
        """Return the number of rows found."""
        return sum(counter.total() for counter in self.found.values())


def learn(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[tuple[str, str], list[Path]],
    contracts: Mapping[str, System],
    people: Iterable[Person],
    salt: str,
) -> None:
    """Add what only the records that describe people know: referral codes, numbers as written."""
    people = list(people)
    finder = Finder(people, salt)
    finder.load(connection)
    for table, files in _known(tables, contracts):
        kinds = {table.column(column).identifier_kind for column in table.key}
        if len(table.key) > 1 or not kinds & set(PERSON_KINDS):
            continue
        for file in files:
            columns = _read(connection, table, file)
            connection.execute(
                f"create or replace temp table {_FILE} as {_numbered(columns, file, connection)}"
            )
            tests = [*_tests(table, columns)]
            for column in table.columns:
                kind = column.identifier_kind
                if kind not in (REFERRAL_CODE, "phone") or column.name not in columns:
                    continue
                rows = connection.execute(
                    f"select found.person, landed.{name(columns[column.name])} from "
                    f"({finder.rows(_FILE, 'erasure_row', tests, ())}) as found inner join {_FILE} "
                    "as landed on found.row_number = landed.erasure_row where found.is_own"
                ).fetchall()
                for number, value in rows:
                    if value:
                        written = PHONE_AS_WRITTEN if kind == "phone" else REFERRAL_CODE
                        people[number].add(written, str(value).strip())


def rewrite(
    connection: duckdb.DuckDBPyConnection,
    zone: LandingZone,
    contracts: Mapping[str, System],
    finder: Finder,
) -> Landed:
    """Write the next version of the landing zone, without the people; it is not swapped in.

    Keys of deleted rows are added to the people's identifiers: elsewhere they may stand alone.

    Raises
    ------
    ClustomersError
        When a file cannot be read or written, naming it.
    """
    landed = Landed()
    finder.load(connection)
    deleted: dict[str, list[tuple[str, int]]] = {}
    tables = zone.tables()
    known = {(table.system, table.name) for table, _ in _known(tables, contracts)}
    for table, files in _known(tables, contracts):
        for file in files:
            target = zone.next / file.relative_to(zone.landing)
            target.parent.mkdir(parents=True, exist_ok=True)
            with readable(f"{table.label}: {file}"):
                _rewrite_file(connection, table, file, target, finder, landed, deleted)
            if not target.exists():
                zone.keep_table([file])
    for place, files in tables.items():
        if place not in known:
            zone.keep_table(files)
    return landed


def left(
    connection: duckdb.DuckDBPyConnection,
    zone: LandingZone,
    contracts: Mapping[str, System],
    finder: Finder,
) -> dict[str, Found]:
    """Count the rows of people that landed files still hold, by table."""
    finder.load(connection)
    counts: dict[str, Found] = defaultdict(Counter)
    for table, files in _known(zone.tables(), contracts):
        for file in files:
            columns = _read(connection, table, file)
            relation = f"({_numbered(columns, file, connection)})"
            query = finder.rows(
                relation, "erasure_row", _tests(table, columns), _texts(connection, relation)
            )
            counts[table.label].update(
                dict(
                    connection.execute(
                        f"select person, count(*) from ({query}) group by 1"
                    ).fetchall()
                )
            )
    return counts


def _known(
    tables: Mapping[tuple[str, str], list[Path]], contracts: Mapping[str, System]
) -> list[tuple[Table, list[Path]]]:
    """Return landed tables that have a contract, tables that others are erased with first."""
    known = [
        (contracts[system].tables[table], files)
        for (system, table), files in tables.items()
        if system in contracts and table in contracts[system].tables
    ]
    return sorted(known, key=lambda item: (item[0].erased_with is not None, item[0].label))


def _read(connection: duckdb.DuckDBPyConnection, table: Table, file: Path) -> dict[str, str]:
    """Return the file's columns by their name in the contract (or their own)."""
    try:
        columns = describe(connection, read_file(connection, file))
    except duckdb.Error as error:
        raise ClustomersError(
            f"{table.label}: {file} cannot be read ({str(error).splitlines()[0]}), so nobody can "
            "be erased from it. Land the file again, whole, or remove it."
        ) from error
    return {column.lower(): column for column in columns}


def _numbered(columns: Mapping[str, str], file: Path, connection: duckdb.DuckDBPyConnection) -> str:
    return f"select row_number() over () as erasure_row, * from ({read_file(connection, file)})"


def _texts(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    columns = describe(connection, f"select * from {relation}")
    return [
        f"cast({name(column)} as varchar)"
        for column, data_type in columns.items()
        if data_type.startswith(("varchar", "json", "struct", "map")) or data_type.endswith("[]")
    ]


def _tests(table: Table, columns: Mapping[str, str]) -> list[Test]:
    """Return how a row says whose it is."""
    tests: list[Test] = []
    for column in table.columns:
        if column.name in columns and column.identifier_kind:
            tests += _column_tests(column, columns)
    if table.label == REQUESTS and {"request_id", "identifier_value"} <= columns.keys():
        # Also where it names the person by a word that is not theirs alone: it is answered.
        named = f"{_plain(columns['identifier_value'])} not in ('{ERASED}', '{ERASED_NUMBER}')"
        answered = f"case when {named} then {_plain(columns['request_id'])} end"
        tests.append(Test(answered, (REQUEST,)))
    owner = table.erased_with
    if owner and owner.column in columns:
        tests.append(
            Test(_plain(columns[owner.column]), (f"{table.system}.{owner.table}.{owner.column}",))
        )
    return tests


def _column_tests(column: Column, columns: Mapping[str, str]) -> Iterator[Test]:
    kind, value = column.identifier_kind, _plain(columns[column.name])
    if kind is None:
        return
    if kind == REFERRAL_CODE:
        yield Test(value, (REFERRAL_CODE,), is_own=False)
    elif not isinstance(kind, str):
        if kind["by"] not in columns:
            return
        decider = _plain(columns[kind["by"]])
        cases = {value: kind for value, kind in kind.items() if value != "by"}
        whens = " ".join(f"when {text(value)} then {text(kind)}" for value, kind in cases.items())
        decided = f"case {decider} {whens} end" if cases else decider
        digits = phone_digits(name(columns[column.name]))
        normal = (
            f"case {decided} when 'email' then lower({value}) "
            f"when 'phone' then {digits} else {value} end"
        )
        yield Test(normal, kind=decided)
    elif kind == "phone":
        yield Test(phone_digits(name(columns[column.name])), ("phone",))
    elif kind == "email":
        yield Test(f"lower({value})", ("email",))
    else:
        yield Test(value, (kind,))


def _plain(column: str) -> str:
    return _plain_of(name(column))


def _plain_of(expression: str) -> str:
    return f"trim(cast({expression} as varchar))"


def _rewrite_file(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    file: Path,
    target: Path,
    finder: Finder,
    landed: Landed,
    deleted: dict[str, list[tuple[str, int]]],
) -> None:
    columns = _read(connection, table, file)
    numbered = f"({_numbered(columns, file, connection)})"
    texts = _texts(connection, numbered)
    query = finder.rows(numbered, "erasure_row", _tests(table, columns), texts)
    if connection.execute(f"select 1 from ({query}) limit 1").fetchone() is None:
        return
    connection.execute(f"create or replace temp table {_FILE} as select * from {numbered}")
    query = finder.rows(_FILE, "erasure_row", _tests(table, columns), texts)
    connection.execute(f"create or replace temp table erasure_found as {query}")
    action = ANONYMIZED if table.anonymize else DELETED
    for person, is_own, count in connection.execute(
        "select person, is_own, count(*) from erasure_found group by all"
    ).fetchall():
        landed.found[table.label, action if is_own else MASKED][person] += count
    if not table.anonymize:
        _remember_keys(connection, table, columns, finder)
    connection.execute(
        "create or replace temp table erasure_action as select row_number, bool_or(is_own) as "
        "is_own from erasure_found group by 1"
    )
    if file.suffix.lower() == ".jsonl":
        _write_lines(connection, table, file, target, finder)
    else:
        _write_table(connection, table, columns, file, target, finder)


def _remember_keys(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    columns: Mapping[str, str],
    finder: Finder,
) -> None:
    """Note the keys of rows that go: as they are, and with their system, as models write them."""
    key = table.key[0]
    if len(table.key) > 1 or key not in columns:
        return
    rows = connection.execute(
        f"select distinct found.person, {_plain(columns[key])} from erasure_found as found "
        f"inner join {_FILE} as landed on found.row_number = landed.erasure_row where found.is_own"
    ).fetchall()
    added = []
    for person, value in rows:
        if value is None:
            continue
        forms = [(f"{table.label}.{key}", value), (KEY, f"{table.system}-{value}")]
        if is_telling(value.lower()):
            forms.append((KEY, value))
        for kind, form in forms:
            finder.people[person].add(kind, form)
            added.append((kind, form, person))
    if added:
        finder.exact += added
        connection.execute(
            "insert into erasure_exact select unnest(?), unnest(?), unnest(?)",
            [list(column) for column in zip(*added, strict=True)],
        )


def _write_table(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    columns: Mapping[str, str],
    file: Path,
    target: Path,
    finder: Finder,
) -> None:
    types = describe(connection, f"select * exclude (erasure_row) from {_FILE}")
    contract = {column.name: column for column in table.columns}
    outputs = []
    for column, data_type in types.items():
        quoted = f"landed.{name(column)}"
        kept = quoted
        if data_type == "varchar":
            masked = finder.masked(quoted)
            kept = f"case when action.row_number is null then {quoted} else {masked} end"
        known = contract.get(column.lower())
        if known and known.identifier_kind == REFERRAL_CODE:
            kept = (
                f"case when {_plain_of(quoted)} in (select value from erasure_exact "
                f"where kind = '{REFERRAL_CODE}') then {text(ERASED)} else {kept} end"
            )
        elif table.anonymize and known and known.is_personal:
            blank = _blank(known, data_type)
            kept = f"case when action.is_own then cast({blank} as {data_type}) else {kept} end"
        outputs.append(f"{kept} as {name(column)}")
    where = "true" if table.anonymize else "not coalesce(action.is_own, false)"
    options = (
        "format parquet, compression zstd"
        if file.suffix.lower() == ".parquet"
        else "format csv, header true, delimiter ',', quote '\"', escape '\"'"
    )
    connection.execute(
        f"copy (select {sql.commas(outputs)} from {_FILE} as landed left join erasure_action as "
        f"action on landed.erasure_row = action.row_number where {where} "
        f"order by landed.erasure_row) to {text(target)} ({options})"
    )


def _blank(column: Column, landed_type: str) -> str:
    """Return what stands for nobody: a required value stays one, or the row would be rejected."""
    if not column.is_required:
        return "null"
    return text(ERASED) if landed_type == "varchar" else ERASED_NUMBER


def _write_lines(
    connection: duckdb.DuckDBPyConnection, table: Table, file: Path, target: Path, finder: Finder
) -> None:
    """Write a JSON lines file: lines that hold nobody stay byte for byte."""
    actions = dict(connection.execute("select row_number, is_own from erasure_action").fetchall())
    masks = finder.masked("cast($1 as varchar)")
    codes = {code for who in finder.people for code in who.identifiers.get(REFERRAL_CODE, ())}
    number = 0
    with (
        file.open(encoding="utf-8-sig", newline="") as lines,
        target.open("w", encoding="utf-8", newline="") as kept,
    ):
        for line in lines:
            if not line.strip():
                continue
            number += 1
            if number not in actions:
                kept.write(line)
                continue
            if actions[number] and not table.anonymize:
                continue
            entry = json.loads(line)
            for column in table.columns:
                if column.name not in entry:
                    continue
                if column.identifier_kind == REFERRAL_CODE:
                    if str(entry[column.name]).strip() in codes:
                        entry[column.name] = ERASED
                elif actions[number] and column.is_personal:
                    entry[column.name] = ERASED if column.is_required else None
            changed = json.dumps(entry, ensure_ascii=False)
            ((changed,),) = connection.execute(f"select {masks}", [changed]).fetchall()
            kept.write(changed + "\n")
