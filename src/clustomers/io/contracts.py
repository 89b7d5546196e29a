"""Contracts of landed tables, read from ``models/staging/<system>/_<system>__sources.yml``.

These YAML files are the one place where a contract is written: dbt reads them as sources, landing
reads them here.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from clustomers.errors import ClustomersError

DATA_TYPES = ("varchar", "boolean", "integer", "bigint", "double", "date", "timestamp")
DECIMAL = re.compile(r"decimal\((\d{1,2}), ?(\d{1,2})\)")
TABLE_META = (
    "key",
    "event_at",
    "parent",
    "areas",
    "reject_when",
    "retention_days",
    "anonymize",
    "erased_with",
)
COLUMN_META = ("is_required", "pii", "identifies")
# Kinds of identifiers: those of seeds/identifier_rules.csv, and two that erasure alone follows.
PERSON_KINDS = (
    "loyalty_member_id",
    "shop_customer_id",
    "client_id",
    "user_id",
    "contact_id",
    "participant_id",
    "email",
    "phone",
)
DEVICE_KINDS = ("device_id", "anonymous_id", "advertising_id", "third_party_id")
# A referral code names who gave it, in rows that are about somebody else.
REFERRAL_CODE = "referral_code"
IDENTIFIER_KINDS = (*PERSON_KINDS, *DEVICE_KINDS, REFERRAL_CODE)
ANY_KIND = "any"
# What a personal value is: names the person, reaches the person, describes the person, says where
# the person lives, is in the person's own words, what the person thinks, or concerns health.
PII_CLASSES = (
    "identifier",
    "contact",
    "demographic",
    "location",
    "free_text",
    "psychographic",
    "health",
)
NAME = re.compile(r"[a-z][a-z0-9_]*")
# The parser in C, where PyYAML was built with it, reads all contracts ten times faster.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Column:
    """One column of a contract."""

    name: str
    data_type: str
    description: str = ""
    is_required: bool = False
    pii: str | None = None
    identifies: str | Mapping[str, str] | None = None

    @property
    def identifier_kind(self) -> str | Mapping[str, str] | None:
        """What kind of identifier the column holds, if any.

        A kind; ``any``; or a mapping whose ``by`` names the column that decides, and whose other
        entries give the kind for each of its values (without them the value is the kind).
        """
        if self.identifies:
            return self.identifies
        if self.pii == "identifier" and self.name in IDENTIFIER_KINDS:
            return self.name
        if self.name == "email_sha256":
            return "email"
        if self.pii == "contact":
            return next((kind for kind in ("email", "phone") if kind in self.name), None)
        return None

    @property
    def is_personal(self) -> bool:
        """Whether the column says something about one person."""
        return self.pii is not None

    @property
    def is_number(self) -> bool:
        """Whether the column holds numbers."""
        return self.data_type in ("integer", "bigint", "double") or "decimal" in self.data_type

    @property
    def is_time(self) -> bool:
        """Whether the column holds days or points in time."""
        return self.data_type in ("date", "timestamp")


@dataclass(frozen=True)
class Parent:
    """The table of the same system that a row belongs to, and the column both share."""

    table: str
    column: str


@dataclass(frozen=True)
class RejectRule:
    """A condition in SQL over the contract's columns that rejects a row."""

    reason: str
    condition: str


@dataclass(frozen=True)
class Table:
    """The contract of one landed table."""

    system: str
    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    event_at: str | None = None
    parent: Parent | None = None
    areas: tuple[str, ...] = ()
    reject_when: tuple[RejectRule, ...] = ()
    retention_days: int | None = None
    anonymize: str | None = None
    erased_with: Parent | None = None

    @property
    def label(self) -> str:
        """Name with its system, such as ``pos.receipts``."""
        return f"{self.system}.{self.name}"

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column of this name."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True)
class System:
    """A source system and its tables by name."""

    name: str
    description: str
    tables: Mapping[str, Table]


def read_contracts(project: Path) -> dict[str, System]:
    """Read the contracts of every system.

    Parameters
    ----------
    project
        Root of the dbt project.

    Returns
    -------
    dict
        Systems by name, in alphabetical order.

    Raises
    ------
    ClustomersError
        With every mistake found in the YAML files; each names file, table and column.
    """
    paths = sorted(project.glob("models/staging/*/_*__sources.yml"))
    if not paths:
        raise ClustomersError(f"No contracts: {project}/models/staging/*/_*__sources.yml is empty.")
    systems: dict[str, System] = {}
    problems: list[str] = []
    for path in paths:
        for system in _read_file(path, problems):
            if system.name in systems:
                problems.append(f"{path.name}: system {system.name} is declared twice.")
            systems[system.name] = system
    if problems:
        raise ClustomersError(problems)
    return dict(sorted(systems.items()))


def all_tables(contracts: Mapping[str, System]) -> Iterator[Table]:
    """Yield the tables of every system."""
    for system in contracts.values():
        yield from system.tables.values()


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean …?"`` for the closest known word, or nothing."""
    close = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


def _read_file(path: Path, problems: list[str]) -> Iterator[System]:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.YAMLError as error:
        problems.append(f"{path}: not readable as YAML: {' '.join(str(error).split())}")
        return
    for source in (document or {}).get("sources") or []:
        system = source["name"]
        tables: dict[str, Table] = {}
        for entry in source.get("tables") or []:
            where = f"{path.name}: {system}.{entry.get('name')}"
            if entry.get("name") in tables:
                problems.append(f"{where}: the table is declared twice.")
            table = _read_table(system, entry, where, problems)
            tables[table.name] = table
        for table in tables.values():
            _check_parent(table, tables, f"{path.name}: {table.label}", problems)
        yield System(system, source.get("description", ""), tables)


def _read_table(system: str, entry: dict[str, Any], where: str, problems: list[str]) -> Table:
    meta = (entry.get("config") or {}).get("meta") or {}
    _check_words(meta, TABLE_META, where, problems)
    if entry.get("identifier") != f"{system}__{entry['name']}":
        problems.append(f"{where}: identifier must be {system}__{entry['name']}.")
    columns = tuple(_read_column(item, where, problems) for item in entry.get("columns") or [])
    names = [column.name for column in columns]
    problems.extend(
        f"{where}.{column}: the column is declared twice."
        for column in sorted({column for column in names if names.count(column) > 1})
    )
    parent = meta.get("parent")
    table = Table(
        system=system,
        name=entry["name"],
        description=entry.get("description", ""),
        columns=columns,
        key=tuple(meta.get("key") or ()),
        event_at=meta.get("event_at"),
        parent=Parent(parent["table"], parent["column"]) if parent else None,
        areas=tuple(meta.get("areas") or ()),
        reject_when=tuple(
            RejectRule(rule["reason"], rule["condition"]) for rule in meta.get("reject_when") or ()
        ),
        retention_days=meta.get("retention_days"),
        anonymize=meta.get("anonymize"),
        erased_with=Parent(**meta["erased_with"]) if meta.get("erased_with") else None,
    )
    if not table.key:
        problems.append(f"{where}: meta.key is missing: name the columns that identify a row.")
    for column in table.key:
        if column not in names:
            problems.append(f"{where}: meta.key names {column}{_no_column(column, names)}")
    if table.retention_days is not None:
        if not isinstance(table.retention_days, int) or table.retention_days < 1:
            problems.append(f"{where}: meta.retention_days must be a whole number of at least 1.")
        if not table.event_at:
            problems.append(f"{where}: meta.retention_days needs meta.event_at to count from.")
    if table.event_at:
        if table.event_at not in names:
            problems.append(
                f"{where}: meta.event_at names {table.event_at}{_no_column(table.event_at, names)}"
            )
        elif not table.column(table.event_at).is_time:
            problems.append(f"{where}.{table.event_at}: meta.event_at must be a date or timestamp.")
    return table


def _read_column(entry: dict[str, Any], where: str, problems: list[str]) -> Column:
    meta = (entry.get("config") or {}).get("meta") or {}
    column = Column(
        name=entry["name"],
        data_type=str(entry.get("data_type", "")).lower(),
        description=entry.get("description", ""),
        is_required=bool(meta.get("is_required", False)),
        pii=meta.get("pii"),
        identifies=meta.get("identifies"),
    )
    where = f"{where}.{column.name}"
    _check_words(meta, COLUMN_META, where, problems)
    if not NAME.fullmatch(column.name):
        problems.append(f"{where}: write column names in lower case with underscores.")
    if column.pii is not None and column.pii not in PII_CLASSES:
        problems.append(
            f"{where}: meta.pii is {column.pii}{did_you_mean(str(column.pii), PII_CLASSES)} "
            f"Known: {', '.join(PII_CLASSES)}."
        )
    kinds = column.identifies
    if isinstance(kinds, str) and kinds not in (*IDENTIFIER_KINDS, ANY_KIND):
        problems.append(
            f"{where}: meta.identifies is {kinds}{did_you_mean(kinds, IDENTIFIER_KINDS)} "
            f"Known: {', '.join(IDENTIFIER_KINDS)}, {ANY_KIND}."
        )
    if column.data_type not in DATA_TYPES and not DECIMAL.fullmatch(column.data_type):
        problems.append(
            f"{where}: data_type {column.data_type or 'is missing'}"
            f"{did_you_mean(column.data_type, DATA_TYPES)} "
            f"Known: {', '.join(DATA_TYPES)}, decimal(p, s)."
        )
    return column


def _check_parent(
    table: Table, tables: Mapping[str, Table], where: str, problems: list[str]
) -> None:
    for word, parent in (("parent", table.parent), ("erased_with", table.erased_with)):
        if parent is None:
            continue
        if parent.table not in tables:
            problems.append(
                f"{where}: meta.{word} names the table {parent.table}, which "
                f"{table.system} does not have{did_you_mean(parent.table, tables)}"
            )
            continue
        for owner in (table, tables[parent.table]):
            if parent.column not in owner.column_names:
                problems.append(
                    f"{where}: meta.{word} names the column {parent.column}, which "
                    f"{owner.label} does not have."
                )


def _check_words(
    meta: Mapping[str, object], known: Iterable[str], where: str, problems: list[str]
) -> None:
    # Other meta entries are allowed; only what looks like a typing mistake is not.
    for word in meta:
        if word not in known and (guess := did_you_mean(word, known)):
            problems.append(f"{where}: meta.{word} is unknown{guess}")


def _no_column(column: str, names: Iterable[str]) -> str:
    return f", which is not a column{did_you_mean(column, names) or '.'}"
