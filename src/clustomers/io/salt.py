"""dbt-duckdb plugin: lends the secret salt of personal hashes to the connection, and to it alone.

The salt is a one-row table in an attached in-memory database, ``secrets.salt``, that the macro
``hashed`` reads. So it is in no compiled SQL, manifest, log or file: an ``env_var`` in a model
would be in all of them, and a DuckDB variable is not seen by dbt's cursors.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

SALT_VARIABLE = "CLUSTOMERS_SALT"
ENVIRONMENT_VARIABLE = "CLUSTOMERS_ENV"
# Public on purpose: what is hashed with it is a demo, not a secret.
DEMO_SALT = "demo salt of Clustomers, not a secret"
SHORTEST = 16


def find_salt(environment: Mapping[str, str]) -> str:
    """Return the salt of the environment, or the demo's when this is not production.

    Raises
    ------
    DbtRuntimeError
        In production (``CLUSTOMERS_ENV=production``) without a salt, or with one that can be
        guessed. The message names the remedy and never the salt.
    """
    salt = environment.get(SALT_VARIABLE, "").strip()
    if environment.get(ENVIRONMENT_VARIABLE, "").strip().lower() != "production":
        return salt or DEMO_SALT
    if len(salt) < SHORTEST or salt == DEMO_SALT:
        raise DbtRuntimeError(
            f"{SALT_VARIABLE} is {'too short or the demo' if salt else 'not set'}: e-mail "
            "addresses and phone numbers cannot be hashed. Set it to a secret of "
            f"{SHORTEST} characters or more (for example `openssl rand -hex 32`), keep it outside "
            "the repository, and never change it: every hash depends on it."
        )
    return salt


class Plugin(BasePlugin):  # type: ignore[misc]  # dbt ships no types
    """Hooks of dbt-duckdb."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Attach the in-memory database with the salt."""
        salt = find_salt(os.environ)
        conn.execute("attach if not exists ':memory:' as secrets")
        conn.execute("create or replace table secrets.main.salt as select ? as salt", [salt])
