"""The salt is asked for in production, and is never told."""

import duckdb
import pytest
from dbt_common.exceptions import DbtRuntimeError

from clustomers.io.salt import DEMO_SALT, Plugin, find_salt

SECRET = "0123456789abcdef0123"


def test_the_demo_has_a_marked_salt() -> None:
    assert find_salt({}) == DEMO_SALT
    assert find_salt({"CLUSTOMERS_ENV": "development", "CLUSTOMERS_SALT": " "}) == DEMO_SALT
    assert find_salt({"CLUSTOMERS_SALT": SECRET}) == SECRET


@pytest.mark.parametrize("salt", [None, "", "  ", "short", DEMO_SALT])
def test_production_wants_its_own(salt: str | None) -> None:
    environment = {"CLUSTOMERS_ENV": "production"} | (
        {} if salt is None else {"CLUSTOMERS_SALT": salt}
    )
    with pytest.raises(DbtRuntimeError, match="Set it to a secret") as raised:
        find_salt(environment)
    assert not salt or not salt.strip() or salt not in str(raised.value).replace("too short", "")


def test_production_takes_a_good_one() -> None:
    assert find_salt({"CLUSTOMERS_ENV": "Production", "CLUSTOMERS_SALT": SECRET}) == SECRET


def test_every_cursor_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTOMERS_SALT", SECRET)
    with duckdb.connect() as connection:
        plugin = Plugin.create("clustomers.io.salt", config={})
        plugin.configure_connection(connection)
        plugin.configure_connection(connection)
        found = connection.cursor().execute("select salt from secrets.salt").fetchall()
    assert found == [(SECRET,)]
