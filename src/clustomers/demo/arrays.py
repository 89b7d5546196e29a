"""Vectorised building blocks: texts made of numbers, and draws from tables of weights."""

from typing import Any

import numpy as np
import numpy.typing as npt

Texts = npt.NDArray[np.str_]
Numbers = npt.NDArray[Any]
_ZERO = ord("0")
_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8).astype(np.uint32)


def numbered(prefix: str, numbers: Numbers, width: int) -> Texts:
    """Return texts such as ``LC00012345``.

    Parameters
    ----------
    prefix
        Text before the digits.
    numbers
        Non-negative integers below ``10 ** width``, shape (n,).
    width
        Number of digits, filled up with noughts.
    """
    characters = np.empty((len(numbers), len(prefix) + width), dtype=np.uint32)
    characters[:, : len(prefix)] = [ord(letter) for letter in prefix]
    rest = np.asarray(numbers, dtype=np.int64)
    for position in range(len(prefix) + width - 1, len(prefix) - 1, -1):
        rest, digit = np.divmod(rest, 10)
        characters[:, position] = digit + _ZERO
    return _as_texts(characters)


def hexes(values: npt.NDArray[np.uint64], digits: int, pattern: str = "") -> Texts:
    """Return the lowest hexadecimal digits of whole numbers.

    Parameters
    ----------
    values
        Shape (n,) for up to 16 digits, or (n, k) for up to 16 k.
    digits
        Number of hexadecimal digits.
    pattern
        Text whose ``x`` are replaced by the digits in turn, such as ``xxxx-xx``; only the digits
        when empty.
    """
    words = values if values.ndim == 2 else values[:, None]
    pattern = pattern or "x" * digits
    characters = np.empty((len(words), len(pattern)), dtype=np.uint32)
    digit = 0
    for position, letter in enumerate(pattern):
        if letter == "x":
            shift = np.uint64(4 * (digit % 16))
            nibble = (words[:, digit // 16] >> shift) & np.uint64(15)
            characters[:, position] = _HEX[nibble]
            digit += 1
        else:
            characters[:, position] = ord(letter)
    return _as_texts(characters)


def join(*parts: Texts | str) -> Texts:
    """Return the texts of each row put together."""
    joined: Any = parts[0]
    for part in parts[1:]:
        joined = np.strings.add(joined, part)
    return np.asarray(joined)


def shuffled(numbers: Numbers, modulus: int = 100_000_000, factor: int = 48_271_871) -> Numbers:
    """Return a permutation of the numbers below ``modulus``: ids that do not count people.

    ``factor`` must have no divisor in common with ``modulus``.
    """
    return (np.asarray(numbers, dtype=np.int64) * factor + 31_337) % modulus


def _as_texts(characters: npt.NDArray[np.uint32]) -> Texts:
    return np.ascontiguousarray(characters).view(f"U{characters.shape[1]}")[:, 0]


class Lottery:
    """Draws from rows of weights in constant time, through a table of 4096 tickets a row.

    A weight is thereby rounded to the next 1/4096, which is far below what any sample can tell.

    Parameters
    ----------
    weights
        Non-negative weights, shape (rows, choices).
    """

    tickets = 4096

    def __init__(self, weights: npt.ArrayLike) -> None:
        rows = np.atleast_2d(np.asarray(weights, dtype=np.float64))
        edges = np.cumsum(rows, axis=1) / rows.sum(axis=1, keepdims=True)
        middles = (np.arange(self.tickets) + 0.5) / self.tickets
        self.table = np.stack([np.searchsorted(row, middles) for row in edges]).astype(np.int16)

    def draw(self, rng: np.random.Generator, row: Numbers | int, size: int) -> Numbers:
        """Draw ``size`` choices; ``row`` is the row of weights of each, or of all."""
        ticket = rng.integers(0, self.tickets, size, dtype=np.int16)
        drawn: Numbers = self.table[row, ticket]
        return drawn

    def share(self, choices: list[int] | slice) -> npt.NDArray[np.float64]:
        """Return the probability of these choices in each row."""
        count = int(self.table.max()) + 1
        shares = np.stack([np.bincount(row, minlength=count) for row in self.table]) / self.tickets
        total: npt.NDArray[np.float64] = shares[:, choices].sum(axis=1)
        return total


def piece(texts: Texts, start: int, stop: int) -> Texts:
    """Return characters ``start`` to ``stop`` of each text."""
    width = texts.dtype.itemsize // 4
    letters = np.ascontiguousarray(texts).view(np.uint32).reshape(len(texts), width)
    return _as_texts(np.ascontiguousarray(letters[:, start : min(stop, width)]))
