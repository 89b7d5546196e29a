"""Files that one thread writes while another one makes what goes into them."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

QUEUE = 24  # tables waiting to be written


class _File(NamedTuple):
    write: Callable[[pa.Table], None]
    close: Callable[[], None]


class Files:
    """Open files by path, written by one thread in the order of the calls."""

    def __init__(self) -> None:
        self._open: dict[Path, _File] = {}
        self._thread = ThreadPoolExecutor(1)
        self._free = threading.BoundedSemaphore(QUEUE)
        self._pending: list[Future[None]] = []

    def append(self, path: Path, table: pa.Table) -> None:
        """Write rows later; waits while too many others do."""
        self._raise_errors()
        self._free.acquire()
        self._pending.append(self._thread.submit(self._write, path, table))

    def close(self) -> None:
        """Write what waits and finish every file."""
        for file in self._finish():
            file.close()

    def abandon(self) -> None:
        """Stop without an error of its own: another one is on its way."""
        for future in self._pending:
            future.cancel()
        self._thread.shutdown(wait=True)
        self._pending.clear()

    def _finish(self) -> list[_File]:
        self._thread.shutdown(wait=True)
        self._raise_errors()
        return list(self._open.values())

    def _raise_errors(self) -> None:
        waiting = []
        for future in self._pending:
            if future.done():
                future.result()
            else:
                waiting.append(future)
        self._pending = waiting

    def _write(self, path: Path, table: pa.Table) -> None:
        try:
            if path not in self._open:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._open[path] = _open(path, table.schema)
            self._open[path].write(table)
        finally:
            self._free.release()


def _open(path: Path, schema: pa.Schema) -> _File:
    if path.suffix == ".csv":
        plain = pa.schema([pa.field(item.name, _plain(item.type)) for item in schema])
        lines = pyarrow.csv.CSVWriter(path, plain)
        return _File(lambda table: lines.write_table(table.cast(plain)), lines.close)
    if path.suffix == ".jsonl":
        return _json_lines(path)
    # Without Arrow's own schema, dictionaries are read as what they hold. Statistics and
    # dictionaries of ids cost time and save nothing: ids are spread over all values.
    writer = pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=1,
        store_schema=False,
        use_dictionary=[item.name for item in schema if pa.types.is_dictionary(item.type)],
        write_statistics=[item.name for item in schema if not _is_text(item.type)],
    )

    def write(table: pa.Table) -> None:
        writer.write_table(table if table.schema == schema else table.cast(schema))

    return _File(write, writer.close)


def _json_lines(path: Path) -> _File:
    stream = path.open("w", encoding="utf-8")

    def write(table: pa.Table) -> None:
        for row in table.to_pylist():
            stream.write(json.dumps(row, default=str, ensure_ascii=False) + "\n")

    return _File(write, stream.close)


def _plain(data_type: pa.DataType) -> pa.DataType:
    return data_type.value_type if pa.types.is_dictionary(data_type) else data_type


def _is_text(data_type: pa.DataType) -> bool:
    return bool(pa.types.is_string(_plain(data_type)))
