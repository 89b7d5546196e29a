"""Numpy columns as Arrow arrays of a contract's type, without a loop over rows."""

from datetime import date
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clustomers.demo.arrays import Texts


class Coded(NamedTuple):
    """Texts of which there are few: ``words[codes]``; a negative code is missing."""

    codes: npt.NDArray[Any]
    words: Texts | list[str]


Values: TypeAlias = (
    npt.NDArray[Any] | Coded | pa.Array | list[Any] | str | float | bool | date | np.generic
)


def to_arrow(
    values: Values,
    data_type: pa.DataType | None,
    size: int,
    mask: npt.NDArray[np.bool_] | None = None,
) -> pa.Array:
    """Return values as an Arrow array.

    Parameters
    ----------
    values
        Array of shape (n,), `Coded` texts, or one value for all rows. Empty texts, NaN, NaT and
        masked values are missing.
    data_type
        Type wanted; as the array has it when None. Texts may come out as a dictionary.
    size
        Number of rows.
    mask
        Further values that are missing, shape (n,).
    """
    if isinstance(values, pa.Array):
        return values if data_type is None or values.type == data_type else values.cast(data_type)
    if isinstance(values, Coded):
        return _coded(values, mask)
    if isinstance(values, str) and (data_type is None or pa.types.is_string(data_type)):
        return _coded(Coded(np.full(size, 0 if values else -1, np.int8), [values]), mask)
    if isinstance(values, np.ma.MaskedArray):
        hidden = np.ma.getmaskarray(values)
        return to_arrow(values.data, data_type, size, hidden if mask is None else hidden | mask)
    if isinstance(values, str):  # a column that is not given
        return pa.nulls(size, data_type)
    array = np.asarray(values)
    if array.ndim == 0:
        array = np.full(size, array)
    if array.size == 0:
        return pa.nulls(0, data_type or pa.string())
    missing = _missing(array)
    if mask is not None:
        missing = mask if missing is None else missing | mask
    if data_type is not None and pa.types.is_decimal(data_type):
        return _decimal(array, data_type, missing)
    if array.dtype.kind == "f" and data_type is not None and pa.types.is_integer(data_type):
        array = np.rint(np.nan_to_num(array)).astype(np.int64)
    if (
        array.dtype.kind == "U"
        and array.dtype.itemsize
        and (data_type is None or pa.types.is_string(data_type))
    ):
        return _texts(array, missing)
    if array.dtype.kind == "M":
        array = _time(array, data_type)
    arrow = pa.array(array, mask=missing)
    if isinstance(arrow, pa.ChunkedArray):
        arrow = arrow.combine_chunks()
    if data_type is None and pa.types.is_null(arrow.type):
        return arrow.cast(pa.string())
    return arrow if data_type is None or arrow.type == data_type else arrow.cast(data_type)


def _coded(values: Coded, mask: npt.NDArray[np.bool_] | None) -> pa.Array:
    codes = np.asarray(values.codes).astype(np.int32, copy=False)
    named = np.asarray(values.words, dtype=np.str_)
    # Of an empty word nothing is left to tell: its rows are missing.
    empty = _missing(named) if len(named) else None
    words = _texts(named, None) if len(named) else pa.nulls(0, pa.string())
    missing = codes < 0 if codes.min(initial=0) < 0 else None
    for more in (mask, None if empty is None else empty[codes]):
        if more is not None:
            missing = more if missing is None else missing | more
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=missing), words)


def _missing(array: npt.NDArray[Any]) -> npt.NDArray[np.bool_] | None:
    kind = array.dtype.kind
    if kind == "U":
        # The first character tells, and comparing one integer is cheaper than comparing texts.
        if array.dtype.itemsize == 0:
            return np.ones(len(array), dtype=bool)
        letters = np.ascontiguousarray(array).view(np.uint32).reshape(len(array), -1)
        missing = letters[:, 0] == 0
    elif kind == "f":
        missing = np.isnan(array)
    elif kind == "M":
        missing = np.isnat(array)
    elif kind == "O":
        missing = np.array([item is None or item == "" for item in array], dtype=bool)
    else:
        return None
    return missing if missing.any() else None


def _texts(array: Texts, missing: npt.NDArray[np.bool_] | None) -> pa.Array:
    """Return texts from numpy's four bytes a letter; Arrow's own way takes 2 us a text."""
    letters = np.ascontiguousarray(array).view(np.uint32).reshape(len(array), -1)
    highest = int(letters.max(initial=0))
    small = letters.astype(np.uint8) if highest < 0x80 else _utf8(array, letters, highest)
    filled = small != 0
    offsets = np.zeros(len(array) + 1, dtype=np.int32)
    np.cumsum(filled.sum(axis=1), out=offsets[1:])
    valid = None if missing is None else pa.py_buffer(np.packbits(~missing, bitorder="little"))
    return pa.StringArray.from_buffers(
        len(array), pa.py_buffer(offsets), pa.py_buffer(small[filled]), valid
    )


def _utf8(array: Texts, letters: npt.NDArray[np.uint32], highest: int) -> npt.NDArray[np.uint8]:
    """Return the bytes of each text, two for each letter, with noughts in between."""
    if highest >= 0x800:  # beyond Latin, Greek and Cyrillic: rare, and numpy takes its time
        encoded = np.ascontiguousarray(np.strings.encode(array, "utf-8"))
        return encoded.view(np.uint8).reshape(len(array), -1)
    pairs = np.empty((*letters.shape, 2), dtype=np.uint8)
    plain = letters < 0x80
    pairs[:, :, 0] = np.where(plain, letters, 0xC0 | (letters >> 6))
    pairs[:, :, 1] = np.where(plain, 0, 0x80 | (letters & 0x3F))
    return pairs.reshape(len(array), -1)


def _decimal(
    array: npt.NDArray[Any], data_type: pa.Decimal128Type, missing: npt.NDArray[np.bool_] | None
) -> pa.Array:
    """Return decimals: 128 bits each, of which these amounts need the lower 64."""
    scaled = array * 10**data_type.scale
    if scaled.dtype.kind == "f":
        scaled = np.rint(np.nan_to_num(scaled))
    words = np.empty((len(array), 2), dtype=np.int64)
    words[:, 0] = scaled
    words[:, 1] = words[:, 0] >> 63
    valid = None
    if missing is not None:
        valid = pa.py_buffer(np.packbits(~missing, bitorder="little").tobytes())
    return pa.Array.from_buffers(data_type, len(array), [valid, pa.py_buffer(words)])


def _time(array: npt.NDArray[Any], data_type: pa.DataType | None) -> npt.NDArray[Any]:
    if data_type is None:
        is_day = np.datetime_data(array.dtype)[0] == "D"
    else:
        is_day = pa.types.is_date(data_type)
    return array.astype("datetime64[D]" if is_day else "datetime64[us]")
