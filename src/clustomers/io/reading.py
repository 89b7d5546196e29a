"""Opening the published file and the warehouse for reading, with errors that say what to do."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from clustomers.errors import ClustomersError
from clustomers.io.dbt_process import release_warehouse
from clustomers.io.lock import lock_holder
from clustomers.workspace import Workspace


class WarehouseInUseError(ClustomersError):
    """A build holds the warehouse."""

    def __init__(self, path: Path, holder: str) -> None:
        super().__init__(
            f"{path} is in use by {holder}. Make the site once the build has "
            "finished; `clustomers site --only boards` needs only the published file."
        )


@contextmanager
def open_published(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published file.

    Raises
    ------
    ClustomersError
        When nothing is published yet, or an older version of the project published it, without a
        table or column that is asked for.
    """
    if not workspace.published.exists():
        raise ClustomersError(
            f"{workspace.published}: not found. Run `dbt build`, then `clustomers publish`."
        )
    with duckdb.connect(str(workspace.published), read_only=True) as connection:
        try:
            yield connection
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise ClustomersError(
                f"{workspace.published}: an older version of the project published it "
                f"({str(error).splitlines()[0]}). Run `make build` to publish it anew."
            ) from error


@contextmanager
def open_warehouse(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse.

    Raises
    ------
    ClustomersError
        When there is none.
    WarehouseInUseError
        When a build holds it.
    """
    if not workspace.warehouse.is_file():
        raise ClustomersError(f"{workspace.warehouse}: not found. Run `dbt build` first.")
    release_warehouse()
    try:
        connection = duckdb.connect(str(workspace.warehouse), read_only=True)
    except duckdb.IOException as error:
        holder = lock_holder(error)
        if holder is None:
            raise
        raise WarehouseInUseError(workspace.warehouse, holder) from error
    with connection:
        yield connection


def read_rows(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return the rows of a query, each as a dictionary by column."""
    cursor = connection.execute(query, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
