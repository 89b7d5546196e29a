"""What was done, as a landed table: it survives any rebuild, and says nothing about a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime

import duckdb

from clustomers.io.landing_zone import LandingZone
from clustomers.io.sql import name, text

SYSTEM, TABLE = "privacy", "erasure_log"
_FILE = "erasure_log.parquet"
_TYPES = "varchar, varchar, varchar, varchar, bigint, bigint, date, timestamp, timestamp".split(
    ", "
)


@dataclass(frozen=True)
class Entry:
    """What became of one person in one place."""

    request_id: str
    place_kind: str
    place: str
    action: str
    rows_found: int
    rows_left: int
    as_of_date: date | None
    requested_at: datetime
    done_at: datetime


COLUMNS = tuple(field.name for field in fields(Entry))


def record(zone: LandingZone, entries: Iterable[Entry]) -> None:
    """Land entries, in place of earlier ones of the same request and place."""
    folder = zone.landing / SYSTEM / TABLE
    before = sorted(folder.glob("*.parquet")) if folder.is_dir() else []
    tables = zone.tables()
    tables.pop((SYSTEM, TABLE), None)
    for files in tables.values():
        zone.keep_table(files)
    columns = ", ".join(
        f"{name(column)} {kind}" for column, kind in zip(COLUMNS, _TYPES, strict=True)
    )
    with duckdb.connect() as connection:
        connection.execute(f"create table log ({columns}, primary key (request_id, place))")
        for file in before:
            connection.execute(f"insert into log by name select * from read_parquet({text(file)})")
        connection.executemany(
            f"insert or replace into log values ({', '.join('?' * len(COLUMNS))})",
            [astuple(entry) for entry in entries],
        )
        target = zone.new_table(SYSTEM, TABLE) / _FILE
        connection.execute(
            f"copy (from log order by request_id, place) to {text(target)} (format parquet)"
        )
    zone.swap()
