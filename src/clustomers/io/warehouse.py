"""dbt-duckdb plugin: opens the warehouse with a clear error, and inspects the landing zone."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from clustomers.io.landing_inspection import inspect_landing
from clustomers.io.lock import lock_holder


def check_warehouse(path: Path, options: Mapping[str, Any] | None = None) -> None:
    """Open the warehouse once for writing; a new one is made with the options of the profile.

    Raises
    ------
    DbtRuntimeError
        When another process holds the file (it is named), or the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        duckdb.connect(str(path), config=dict(options or {})).close()
    except (duckdb.IOException, OSError) as error:
        holder = lock_holder(error)
        if holder:
            raise DbtRuntimeError(
                f"{path} is in use by {holder}. "
                "Wait for it or end it; to read tables, open "
                f"{path.with_name('published.duckdb')} instead."
            ) from error
        raise DbtRuntimeError(
            f"{path} cannot be opened for writing: {str(error).splitlines()[0]}. "
            "Point CLUSTOMERS_WORKSPACE to a directory you may write to."
        ) from error


class Plugin(BasePlugin):  # type: ignore[misc]  # dbt ships no types
    """Hooks of dbt-duckdb."""

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Check the warehouse just before dbt opens it."""
        check_warehouse(Path(creds.path), creds.config_options)

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Make `inspect_landing(workspace, contracts)` callable from SQL."""
        # The parsed project stays until the end: 5 % of a build went into searching it for garbage.
        gc.freeze()
        conn.create_function(
            "inspect_landing", inspect_landing, ["VARCHAR", "VARCHAR"], "VARCHAR", side_effects=True
        )
