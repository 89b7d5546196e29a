"""What was landed since the last build, and what of it a refresh can follow."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from clustomers.errors import ClustomersError
from clustomers.io.landing_inspection import fingerprint
from clustomers.io.lock import lock_holder
from clustomers.workspace import Workspace

_BUILT_FILES = """
    select system_name || '/' || table_name, file_name, fingerprint
    from raw.landed_files
"""
_BUILT_AT = "select epoch(max(started_at)) from governance.builds_log"
_AS_OF = """
    select as_of_date, as_of_date = last_day(as_of_date)
    from staging.stg_landing__as_of_date
"""


@dataclass
class Arrivals:
    """New files by ``<system>/<table>``, and sentences about what must wait for a build."""

    files: dict[str, list[Path]] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)

    @property
    def paths(self) -> frozenset[Path]:
        """The new files of all tables."""
        return frozenset(file for found in self.files.values() for file in found)


def find_arrivals(workspace: Workspace, followed: Collection[str]) -> Arrivals:
    """Compare the landing zone with what the last build read.

    Parameters
    ----------
    workspace
        Workspace that was built.
    followed
        Tables that a refresh follows, as ``<system>/<table>``.

    Returns
    -------
    Arrivals
        What is new. What was changed or taken away since, files of tables that are not followed,
        and everything on the last day of a month, wait.

    Raises
    ------
    ClustomersError
        When nothing was built yet, or a build is running.
    """
    built, built_at, as_of_date, is_month_end = _last_build(workspace)
    arrivals = Arrivals()
    landed: set[tuple[str, str]] = set()
    for file in sorted(workspace.landing.glob("*/*/*")):
        if file.name.startswith((".", "_")) or not file.is_file():
            continue
        table = "/".join(file.parts[-3:-1])
        landed.add((table, file.name))
        if (table, file.name) not in built:
            if table in followed:
                arrivals.files.setdefault(table, []).append(file)
            else:
                arrivals.waiting.append(f"{table}: {file.name} is new; a refresh reads no {table}.")
        elif file.stat().st_mtime > built_at and fingerprint(file) != built[table, file.name]:
            arrivals.waiting.append(f"{table}: {file.name} is not what it was.")
    arrivals.waiting += [
        f"{table}: {name} is gone." for table, name in sorted(built.keys() - landed)
    ]
    if is_month_end and arrivals.files:
        arrivals.files.clear()
        arrivals.waiting.append(
            f"{as_of_date} is the last day of a month: what is usual is measured anew on it."
        )
    return arrivals


def _last_build(workspace: Workspace) -> tuple[dict[tuple[str, str], str], float, object, bool]:
    if not workspace.warehouse.is_file():
        raise ClustomersError(f"{workspace.warehouse}: not found. Run `clustomers build` first.")
    try:
        with duckdb.connect(str(workspace.warehouse), read_only=True) as connection:
            built = {
                (table, name): printed
                for table, name, printed in connection.execute(_BUILT_FILES).fetchall()
            }
            ((built_at,),) = connection.execute(_BUILT_AT).fetchall()
            ((as_of_date, is_month_end),) = connection.execute(_AS_OF).fetchall()
    except duckdb.CatalogException as error:
        raise ClustomersError(
            f"{workspace.warehouse}: holds no whole build. Run `clustomers build` first."
        ) from error
    except duckdb.IOException as error:
        holder = lock_holder(error)
        raise ClustomersError(
            f"{workspace.warehouse} is in use by {holder}. Refresh once the build has finished."
            if holder
            else f"{workspace.warehouse} cannot be read: {str(error).splitlines()[0]}"
        ) from error
    return built, built_at, as_of_date, bool(is_month_end)
