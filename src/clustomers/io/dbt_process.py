"""What running dbt inside this process leaves behind."""

import sys


def release_warehouse() -> None:
    """Let go of the warehouse, which dbt keeps open after a command that ran in this process."""
    if "dbt.adapters.duckdb.connections" in sys.modules:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        environment = DuckDBConnectionManager._ENV
        if environment is not None:
            environment.close()
            DuckDBConnectionManager._ENV = None
