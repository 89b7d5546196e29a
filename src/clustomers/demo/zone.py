"""Writes the landing zone and the truth: columns in, files of the contracts' types out.

Columns become Arrow in the caller's thread; a second one compresses and writes them (`files`), so
that both cores work.
"""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clustomers.demo.arrow import Coded, Values, to_arrow
from clustomers.demo.files import Files
from clustomers.errors import ClustomersError
from clustomers.io.contracts import System, Table

__all__ = ["Coded", "Events", "Truth", "Values", "Zone"]

# Columns by name for one collector, with "_person" and "_session" of the truth beside them.
Events = dict[str, Any]
Columns = Mapping[str, Values]
Masks = Mapping[str, npt.NDArray[np.bool_]]

# Not every system delivers Parquet.
FORMATS = {
    ("context", "weather"): "csv",
    ("context", "holidays"): "csv",
    ("pos", "stores"): "csv",
    ("planning", "budgets"): "csv",
    ("planning", "company"): "csv",
    ("voice", "research_notes"): "jsonl",
    ("privacy", "erasure_requests"): "jsonl",
}
TYPES = {
    "varchar": pa.string(),
    "boolean": pa.bool_(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}


class Zone:
    """The next version of a landing zone.

    Parameters
    ----------
    root
        Directory that gets ``<system>/<table>/<file>``.
    contracts
        Contracts of the landed tables by system.
    suffix
        What to add to the names of files, where several processes write to the same tables.
    """

    def __init__(self, root: Path, contracts: Mapping[str, System], suffix: str = "") -> None:
        self._root = root
        self._suffix = suffix
        self._contracts = contracts
        self._files = Files()
        self.rows: dict[tuple[str, str], int] = {}

    def write(
        self,
        system: str,
        table: str,
        columns: Columns,
        mask: Masks | None = None,
        file: str = "part",
        types: Mapping[str, pa.DataType] | None = None,
    ) -> None:
        """Append rows to a landed table.

        Parameters
        ----------
        system, table
            Name of the table.
        columns
            Values by column, all of one length; `Coded` for few different texts, a single value
            for a constant. Empty texts, NaN, NaT and masked values are missing. Columns whose names
            start with ``_`` belong to the truth and are left out, as are columns not given.
        mask
            Values by column that are missing where true.
        file
            Name of the file without its ending; tables may have several.
        types
            Other types than the contract's, for files that are meant to be wrong.

        Raises
        ------
        ClustomersError
            When there is no such contract, or no such column, or a required column is not given.
        """
        contract = self._contract(system, table)
        given = {name: values for name, values in columns.items() if not name.startswith("_")}
        size = _size(given)
        self._check(contract, given)
        if size == 0:
            return
        arrays, fields = [], []
        for column in contract.columns:
            data_type = (types or {}).get(column.name) or arrow_type(column.data_type)
            values = given.get(column.name, "")
            array = to_arrow(values, data_type, size, (mask or {}).get(column.name))
            arrays.append(array)
            fields.append(pa.field(column.name, array.type))
        ending = FORMATS.get((system, table), "parquet")
        path = self._root / system / table / f"{file}{self._suffix}.{ending}"
        self._files.append(path, pa.Table.from_arrays(arrays, schema=pa.schema(fields)))
        self.rows[system, table] = self.rows.get((system, table), 0) + size

    def close(self) -> None:
        """Finish every file."""
        self._files.close()

    def __enter__(self) -> "Zone":
        """Return the zone itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish every file, or drop everything after an error."""
        if kind is None:
            self.close()
        else:
            self._files.abandon()

    def _contract(self, system: str, table: str) -> Table:
        if system not in self._contracts or table not in self._contracts[system].tables:
            raise ClustomersError(
                f"{system}.{table}: the demo writes a table without a contract. Add it to "
                f"models/staging/{system}/_{system}__sources.yml."
            )
        return self._contracts[system].tables[table]

    def _check(self, contract: Table, given: Columns) -> None:
        unknown = sorted(set(given) - set(contract.column_names))
        missing = [
            item.name for item in contract.columns if item.is_required and item.name not in given
        ]
        problems = [
            f"{contract.label}.{name}: the demo writes a column that the contract does not have."
            for name in unknown
        ]
        problems += [
            f"{contract.label}.{name}: required, but the demo gives none." for name in missing
        ]
        if problems:
            raise ClustomersError(problems)


class Truth:
    """What the demo knows and no model may read: tables of their own, and the planted effects.

    Parameters
    ----------
    root
        Directory that gets ``<name>.parquet``.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files = Files()
        self._effects: list[dict[str, Any]] = []
        self.rows: dict[str, int] = {}

    def write(self, name: str, columns: Columns, mask: Masks | None = None) -> None:
        """Append rows to ``truth/<name>.parquet``; types are those of the arrays."""
        size = _size(columns)
        if size == 0:
            return
        arrays = {
            key: to_arrow(values, None, size, (mask or {}).get(key))
            for key, values in columns.items()
        }
        self.append(name, pa.table(arrays))

    def append(self, name: str, rows: pa.Table) -> None:
        """Append rows that are Arrow already."""
        self._files.append(self._root / f"{name}.parquet", rows)
        self.rows[name] = self.rows.get(name, 0) + len(rows)

    def effect(
        self,
        name: str,
        size: float,
        sample: str,
        mde: float,
        *,
        area: str,
        metric: str,
        unit: str,
        n: int,
        is_real: bool = True,
        from_date: object = None,
        to_date: object = None,
        note: str = "",
    ) -> None:
        """Record a planted effect.

        Parameters
        ----------
        name
            Name of the effect.
        size
            Size in ``unit``; 0 where nothing was planted on purpose.
        sample
            On which rows it is visible, in words.
        mde
            Smallest effect that this sample shows (two-sided .05, power .8), in the same unit.
        area, metric, unit
            Line of business, measure and its unit.
        n
            Size of the sample.
        is_real
            False for a planted null or a broken test.
        from_date, to_date
            Period in which it holds.
        note
            What else one must know.
        """
        self._effects.append(
            {
                "name": name,
                "area": area,
                "metric": metric,
                "size": float(size),
                "unit": unit,
                "sample": sample,
                "n": int(n),
                "mde": float(mde),
                "is_real": is_real,
                "from": None if from_date is None else np.datetime64(from_date, "D"),  # type: ignore[call-overload]
                "to": None if to_date is None else np.datetime64(to_date, "D"),  # type: ignore[call-overload]
                "note": note,
            }
        )

    def close(self) -> None:
        """Write the effects, if there are any, and finish every file."""
        if not self._effects:
            self._files.close()
            return
        schema = pa.schema(
            [
                ("name", pa.string()),
                ("area", pa.string()),
                ("metric", pa.string()),
                ("size", pa.float64()),
                ("unit", pa.string()),
                ("sample", pa.string()),
                ("n", pa.int64()),
                ("mde", pa.float64()),
                ("is_real", pa.bool_()),
                ("from", pa.date32()),
                ("to", pa.date32()),
                ("note", pa.string()),
            ]
        )
        rows = [
            {
                key: value.item() if isinstance(value, np.datetime64) else value
                for key, value in row.items()
            }
            for row in self._effects
        ]
        self._files.append(self._root / "effects.parquet", pa.Table.from_pylist(rows, schema))
        self.rows["effects"] = len(rows)
        self._files.close()

    def __enter__(self) -> "Truth":
        """Return the truth itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish every file, or drop everything after an error."""
        if kind is None:
            self.close()
        else:
            self._files.abandon()


def arrow_type(data_type: str) -> pa.DataType:
    """Return the Arrow type of a contract's type."""
    if data_type.startswith("decimal"):
        precision, scale = data_type[8:-1].split(",")
        return pa.decimal128(int(precision), int(scale))
    return TYPES[data_type]


def _size(columns: Columns) -> int:
    sizes = {
        len(values.codes) if isinstance(values, Coded) else len(values)
        for values in columns.values()
        if isinstance(values, (np.ndarray, list, Coded, pa.Array))
    }
    if len(sizes) > 1:
        lengths = {
            name: len(values.codes if isinstance(values, Coded) else values)
            for name, values in columns.items()
            if isinstance(values, (np.ndarray, list, Coded, pa.Array))
        }
        raise ValueError(f"Columns of different lengths: {lengths}")
    return sizes.pop() if sizes else 1
