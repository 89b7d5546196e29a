"""What the tests of the demo company share."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from clustomers.demo.settings import Settings

SMALL = Settings(customers=250, seed=3, as_of=date(2025, 6, 30), months=6)
Query = Callable[[str], list[tuple[object, ...]]]


def contents(root: Path) -> dict[str, object]:
    """Return what each landed file and each table of the truth holds, in its order."""
    found: dict[str, object] = {}
    for path in sorted([*root.glob("landing/*/*/*"), *root.glob("truth/*")]):
        name = str(path.relative_to(root))
        is_parquet = path.suffix == ".parquet"
        found[name] = pq.ParquetFile(path).read() if is_parquet else path.read_bytes()
    return found
