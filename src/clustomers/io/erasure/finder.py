"""Finding people in rows and in text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from clustomers.io.contracts import ANY_KIND, DEVICE_KINDS, IDENTIFIER_KINDS
from clustomers.io.erasure.people import CUSTOMER, KEY, Person, phone_digits
from clustomers.io.sql import name, text

MASK = "[erased]"
# RE2 compiles a pattern of a few hundred words to an automaton; of many thousands it refuses.
_WORDS_A_PATTERN = 400
# What may stand beside a value: nothing that would make it part of a longer one. A full stop may.
_BEFORE = "(^|[^a-z0-9_%+.@-])"
_AFTER = "($|[^a-z0-9_%+@.-]|[.](?:$|[^a-z0-9]))"
# Columns that hold identifiers under other names than their kind, in tables of ours.
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "user_id": ("user_id", "shop_customer_id", "loyalty_member_id"),
    "visitor_identifier": DEVICE_KINDS,
    "session_visitor": DEVICE_KINDS,
}
_TEXTUAL = ("VARCHAR", "JSON", "STRUCT", "MAP", "BLOB")

Found = Counter[int]  # rows by person


@dataclass(frozen=True)
class Test:
    """A way to recognize a person's row: an expression, and the kinds of values it may equal.

    With ``kind`` (another expression) the row itself says which kind its value is. A row that only
    mentions the person is not the person's own.
    """

    value: str
    kinds: tuple[str, ...] = ()
    kind: str = ""
    is_own: bool = True

    def query(self, relation: str, row: str) -> str:
        """Return a query of the rows that are somebody's, by ``row_number`` and ``person``."""
        kinds = ", ".join(map(text, self.kinds))
        same_kind = "exact.kind = looked.kind" if self.kind else f"exact.kind in ({kinds})"
        return (
            f"select looked.row_number, exact.person, {str(self.is_own).lower()} as is_own\n"
            f"from (select {row} as row_number, {self.value} as value, "
            f"{self.kind or 'null'} as kind from {relation}) as looked\n"
            f"inner join erasure_exact as exact on looked.value = exact.value and {same_kind}"
        )


class Finder:
    """Finds people by their identifiers.

    Parameters
    ----------
    people
        Whom to find; a person is told by the place in this list.
    salt
        The salt of personal hashes.
    """

    def __init__(self, people: Sequence[Person], salt: str) -> None:
        self.people = people
        self.exact = [
            (kind, value, number)
            for number, person in enumerate(people)
            for kind, value in dict.fromkeys(person.exact(salt))
        ]
        self.telling = {
            value: number for number, person in enumerate(people) for value in person.telling(salt)
        }
        # Where a column may name anybody by anything, only what stands for nothing else counts.
        self.exact += [
            (ANY_KIND, value, number)
            for _, value, number in self.exact
            if value.lower() in self.telling
        ]
        self._memory = duckdb.connect()
        words = sorted(self.telling, key=len, reverse=True)
        self._words = [
            f"(?:{'|'.join(map(_escaped, words[start : start + _WORDS_A_PATTERN]))})"
            for start in range(0, len(words), _WORDS_A_PATTERN)
        ]
        self.patterns = [f"{_BEFORE}{chosen}{_AFTER}" for chosen in self._words]

    def load(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Give a connection the values to look for, in temporary tables of its own."""
        connection.execute(
            "create or replace temp table erasure_exact (kind varchar, value varchar, person int)"
        )
        connection.execute(
            "create or replace temp table erasure_telling (value varchar, person int)"
        )
        if self.exact:
            kinds, values, numbers = (list(column) for column in zip(*self.exact, strict=True))
            connection.execute(
                "insert into erasure_exact select distinct unnest(?), unnest(?), unnest(?)",
                [kinds, values, numbers],
            )
        if self.telling:
            connection.execute(
                "insert into erasure_telling select unnest(?), unnest(?)",
                [list(self.telling), list(self.telling.values())],
            )

    def in_text(self, content: str) -> Found:
        """Count the values of each person in a text."""
        found: Found = Counter()
        for pattern in self.patterns:
            ((matches,),) = self._memory.execute(
                "select regexp_extract_all(lower(?), ?, 0)", [content, pattern]
            ).fetchall()
            found.update(person for match in matches for person in self._named(match))
        return found

    def holding(self, lines: Sequence[str]) -> set[int]:
        """Return the numbers of the lines that hold a value, counted from 0."""
        rows = self._memory.execute(
            "select number from (select unnest(?) as line, unnest(range(?)) as number) "
            f"where {self.contains('lower(line)')}",
            [list(lines), len(lines)],
        ).fetchall()
        return {number for (number,) in rows}

    def _named(self, match: str) -> Iterator[int]:
        """Yield the person whose value a match holds between its borders."""
        for start in (0, 1):
            for end in (0, 1, 2):
                word = match[start : len(match) - end]
                if word in self.telling:
                    yield self.telling[word]
                    return

    def contains(self, expression: str) -> str:
        """Return SQL that says whether a text holds any of the values."""
        tests = [f"regexp_matches({expression}, {text(pattern)})" for pattern in self.patterns]
        return f"({' or '.join(tests) or 'false'})"

    def masked(self, column: str) -> str:
        """Return SQL for a text column without the values."""
        expression = column
        for pattern in self.patterns:
            for _ in range(2):  # values side by side share a border
                expression = (
                    f"regexp_replace({expression}, {text('(?i)' + pattern)}, "
                    f"{text(chr(92) + '1' + MASK + chr(92) + '2')}, 'g')"
                )
        return expression

    def rows(self, relation: str, row: str, tests: Iterable[Test], textual: Sequence[str]) -> str:
        """Return a query of the rows that name people: ``row_number``, ``person``, ``is_own``.

        Parameters
        ----------
        relation
            Relation to look into.
        row
            Expression that numbers its rows.
        tests
            How a row says whose it is: such rows are ``is_own``.
        textual
            Columns whose text may name somebody.
        """
        parts = [test.query(relation, row) for test in tests]
        if textual and self.patterns:
            content = f"lower(concat_ws(chr(10), {', '.join(textual)}))"
            parts += [
                f"select numbered.row_number, telling.person, false as is_own\nfrom (\n"
                f"    select {row} as row_number, {content} as content\n"
                f"    from {relation}\n"
                f"    where regexp_matches({content}, {text(pattern)})\n"
                f") as numbered\n"
                # The pattern has found the row; the plain word then says whose it is.
                f"inner join erasure_telling as telling on list_contains("
                f"regexp_extract_all(numbered.content, {text(words)}), telling.value)"
                for pattern, words in zip(self.patterns, self._words, strict=True)
            ]
        if not parts:
            return "select 0 as row_number, 0 as person, true as is_own where false"
        return (
            "select row_number, person, bool_or(is_own) as is_own from (\n"
            + "\nunion all\n".join(parts)
            + "\n) group by 1, 2"
        )


def tests_by_name(columns: Mapping[str, str]) -> tuple[list[Test], list[str]]:
    """Return how to look into a table that has no contract, going by its columns' names.

    Parameters
    ----------
    columns
        Type of each column, in DuckDB's words.
    """
    tests: list[Test] = []
    textual: list[str] = []
    for column, data_type in columns.items():
        if not _is_textual(data_type):
            if column.endswith("_id") and "INT" in data_type:
                plain = f"cast({name(column)} as varchar)"
                tests += [Test(plain, kinds) for kinds in [_kinds(column)] if kinds]
            continue
        value = f"cast({name(column)} as varchar)"
        textual.append(value)
        kinds = _kinds(column)
        beside = next((other for other in _beside(column) if other in columns), None)
        if beside:
            tests.append(Test(value, kind=name(beside)))
        elif kinds == ("phone",):
            tests.append(Test(phone_digits(name(column)), kinds))
        elif kinds:
            tests.append(Test(f"lower(trim({value}))" if kinds == ("email",) else value, kinds))
        if column.endswith("_id"):
            tests.append(Test(value, (KEY,)))
    return tests, textual


def _kinds(column: str) -> tuple[str, ...]:
    if column in _ALIASES:
        return _ALIASES[column]
    if column in IDENTIFIER_KINDS:
        return (column,)
    if column.endswith(CUSTOMER):
        return (CUSTOMER,)
    return tuple(kind for kind in ("email", "phone") if kind in column)


def _beside(column: str) -> tuple[str, ...]:
    """Return the columns that could say which kind of identifier a column holds."""
    if column.endswith(("identifier_value", "identifier")):
        stem = column.removesuffix("_value")
        return (f"{stem}_type",)
    return ("identifier_type",) if column == "plain_value" else ()


def _is_textual(data_type: str) -> bool:
    return data_type.startswith(_TEXTUAL) or data_type.endswith("[]")


def _escaped(word: str) -> str:
    return re.sub(
        r"([^a-z0-9_%@-])", lambda match: f"\\{match[1]}" if match[1].isascii() else match[1], word
    )
