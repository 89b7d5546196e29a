"""What `make lint` and `make` refuse, they refuse with an exit code."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dbt_runs import PROJECT

GOOD = """\
with orders as (
    select * from {{ ref('fct_orders') }}
)

select
    order_id,
    net_amount / nullif(line_count, 0) as amount_per_line
from orders
where order_date >= {{ dbt.dateadd('day', -7, 'order_date') }}
"""
BAD = {
    "upper case": GOOD.replace("select *", "SELECT *"),
    "no comma last": GOOD.replace("order_id,\n    net", "order_id\n    , net"),
    "cast by colons": GOOD.replace("order_id,", "order_id::text as order_id,"),
    "not equal": GOOD.replace(">=", "<>"),
    "does not parse": GOOD.replace("from orders", "form orders from"),
}
MAKEFILE = (PROJECT / "Makefile").read_text()


def sqlfluff(*paths: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sqlfluff", "lint", "--config", str(PROJECT / ".sqlfluff")]
    return subprocess.run(
        [*command, *map(str, paths)], cwd=PROJECT, capture_output=True, text=True, check=False
    )


def test_sqlfluff_passes_a_good_file(tmp_path: Path) -> None:
    (tmp_path / "good.sql").write_text(GOOD)
    result = sqlfluff(tmp_path / "good.sql")
    assert result.returncode == 0, result.stdout


def test_sqlfluff_fails_each_bad_file(tmp_path: Path) -> None:
    for name, sql in BAD.items():
        (tmp_path / f"{name}.sql").write_text(sql)
    result = sqlfluff(tmp_path)
    assert result.returncode == 1
    for name in BAD:
        assert re.search(rf"{name}\.sql\] FAIL", result.stdout), name


def test_sqlfluff_fails_a_path_that_is_not_there() -> None:
    assert sqlfluff("no_such_folder").returncode != 0


def test_lint_looks_at_paths_that_are_there() -> None:
    """In parallel, sqlfluff passes wrong paths and broken templates silently."""
    (call,) = re.findall(r"sqlfluff lint (.+)", MAKEFILE)
    assert "-p" not in call.split()
    assert all((PROJECT / path).is_dir() for path in call.split())


@pytest.mark.parametrize("target", ["build", "test", "lint", "site"])
def test_another_python_gets_one_line(target: str, tmp_path: Path) -> None:
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(PROJECT / name, tmp_path)
    fake = tmp_path / "python3.12"
    fake.write_text(
        f'#!/bin/sh\nexec {sys.executable} -c "import sys; sys.version_info = (3, 12, 1); '
        'sys.version = \'3.12.1 (main)\'; exec(sys.argv[1])" "$2"\n'
    )
    fake.chmod(0o755)
    result = subprocess.run(
        ["make", target, f"PYTHON={fake}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in result.stderr.splitlines() if not line.startswith("make")]
    assert result.returncode != 0
    assert lines == [
        "Clustomers wants Python 3.11, this is 3.12.1: make PYTHON=/path/to/python3.11"
    ]
    assert not (tmp_path / ".venv").exists()
