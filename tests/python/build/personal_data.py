"""Looks for people in tables and files: by the shape of addresses and numbers, and by name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

# Bounded on the left, as pages hold pictures and fonts as words of a million letters.
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}(?:@|%40)[\w-]+(?:\.[\w-]+)+")
# Ten digits, a point and ten digits are a browser's number.
PHONE = re.compile(r"(?:\+|\b00(?!\d{8}\.\d{10}\b))[1-9]\d[ ()/.\d-]{7,16}\d")
_CARD = re.compile(r"\b\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b")
# Two words with capitals, also within three.
_PAIR = re.compile(r"\b(?=([A-ZÄÖÜ][a-zäöüß]+ [A-ZÄÖÜ][a-zäöüß]+))")
_STREET = re.compile(r"\b[^\W\d_]{1,40} \d+")
# Numbers are compared by their end: they are written with and without their country.
_PHONE_DIGITS = 9
# What nobody but the build reads, and the seeds, which name addresses that are nobody's.
HIDDEN = ("vault", "raw", "reference", "information_schema", "pg_catalog")
HASH = "^[0-9a-f]{32,64}$"


@dataclass(frozen=True)
class People:
    """What names the people of a demo company, the planted texts included."""

    emails: frozenset[str]
    phones: frozenset[str]
    names: frozenset[str]
    streets: frozenset[str]
    cards: frozenset[str]

    @classmethod
    def of(cls, workspace: Path) -> "People":
        """Read the truth of a demo workspace."""
        people = duckdb.sql(
            "select email, second_email, phone, first_name, last_name, street, former_street "
            f"from '{workspace / 'truth' / 'people.parquet'}'"
        ).fetchall()
        planted = duckdb.sql(
            f"select kind, value from '{workspace / 'truth' / 'planted_pii.parquet'}'"
        ).fetchall()
        found: dict[str, set[str]] = {kind: set() for kind in ("email", "phone", "name", "card")}
        for kind, value in planted:
            found[kind].add(value)
        streets = {text for row in people for text in row[5:] if text}
        return cls(
            emails=frozenset(
                text.lower() for row in people for text in row[:2] if text
            ) | {text.lower() for text in found["email"]},
            phones=frozenset(_end(row[2]) for row in people) | {_end(v) for v in found["phone"]},
            names=frozenset(f"{row[3]} {row[4]}" for row in people) | found["name"],
            streets=frozenset(match for text in streets for match in _STREET.findall(text)),
            cards=frozenset(_digits(text) for text in found["card"]),
        )  # fmt: skip

    def named_in(self, text: str) -> Iterator[str]:
        """Yield what in a text names one of them."""
        yield from (m for m in EMAIL.findall(text) if m.replace("%40", "@").lower() in self.emails)
        yield from (match for match in PHONE.findall(text) if _end(match) in self.phones)
        yield from (match for match in _CARD.findall(text) if _digits(match) in self.cards)
        yield from (match for match in _STREET.findall(text) if match in self.streets)
        yield from (pair for pair in _PAIR.findall(text) if pair in self.names)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _end(text: str) -> str:
    return _digits(text)[-_PHONE_DIGITS:]


def in_database(file: Path, people: People) -> list[tuple[str, str]]:
    """Return column and text for what names somebody outside the vault, or looks like it."""
    found = []
    with duckdb.connect(str(file), read_only=True) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where not internal and data_type in ('VARCHAR', 'JSON', 'VARCHAR[]') "
            f"and schema_name not in {HIDDEN} order by all"
        ).fetchall()
        assert len(columns) > 20
        for schema, table, column in columns:
            rows = connection.execute(
                f'select distinct "{column}"::varchar as found from "{schema}"."{table}" '
                f"where found is not null and not regexp_matches(found, '{HASH}')"
            ).fetchall()
            text = "\n".join(row[0] for row in rows)
            hits = {*EMAIL.findall(text), *PHONE.findall(text), *people.named_in(text)}
            found += [(f"{schema}.{table}.{column}", hit) for hit in sorted(hits)]
    return found


def in_files(files: Iterable[Path], people: People) -> list[tuple[str, str]]:
    """Return file and text for whatever names somebody."""
    return [
        (file.name, hit)
        for file in files
        for hit in sorted(set(people.named_in(file.read_bytes().decode(errors="replace"))))
    ]
