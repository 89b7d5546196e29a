"""Personal data that people put into their texts, each with its kind and value for the truth."""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import phrases_de, phrases_en
from clustomers.demo.wording import objects

Array = npt.NDArray[Any]

PII_KINDS = tuple(phrases_en.PII)


def card_numbers(rng: np.random.Generator, count: int) -> Array:
    """Return card numbers with a right check digit, in three spellings, shape (count,)."""
    digits = rng.integers(0, 10, (count, 16))
    digits[:, 0] = rng.choice([4, 5], count)
    digits[:, 15] = 0
    doubled = digits.copy()
    doubled[:, ::2] *= 2
    doubled[:, ::2] -= 9 * (doubled[:, ::2] > 9)
    digits[:, 15] = (10 - doubled.sum(axis=1) % 10) % 10
    separator = np.array([" ", "-", ""])[rng.integers(0, 3, count)].tolist()
    texts = ["".join(map(str, row)) for row in digits.tolist()]
    return objects(
        [
            gap.join((text[:4], text[4:8], text[8:12], text[12:]))
            for text, gap in zip(texts, separator, strict=True)
        ]
    )


def plant(
    rng: np.random.Generator,
    texts: Array,
    german: Array,
    values: dict[str, Array],
    share: float = 0.04,
) -> tuple[Array, Array, Array, Array]:
    """Add a sentence with personal data to a share of the texts, in place.

    Parameters
    ----------
    rng
        Generator of this stream.
    texts
        The texts, object array of shape (n,).
    german
        Whether each text is German, shape (n,).
    values
        For each kind of `PII_KINDS` except card, the value of each row, shape (n,); an empty
        value plants nothing.
    share
        Share of the texts that get such a sentence.

    Returns
    -------
    tuple
        The texts; the rows that were changed; the kind of each; the value of each.
    """
    rows = np.flatnonzero(rng.random(len(texts)) < share)
    kinds = rng.integers(0, len(PII_KINDS), len(rows))
    cards = card_numbers(rng, len(rows))
    draws = rng.random(len(rows))
    planted_rows: list[int] = []
    planted_kinds: list[str] = []
    planted_values: list[str] = []
    for place, (row, number) in enumerate(zip(rows.tolist(), kinds.tolist(), strict=True)):
        kind = PII_KINDS[number]
        value = str(cards[place] if kind == "card" else values[kind][row])
        if not value.strip():
            continue
        module = phrases_de if german[row] else phrases_en
        sentences = module.PII[kind].split("|")
        sentence = sentences[int(draws[place] * len(sentences))].format(value)
        # A signature ends a text; other sentences may also open it.
        before = kind != "name" and draws[place] * 7 % 1 < 0.3
        texts[row] = f"{sentence} {texts[row]}" if before else f"{texts[row]} {sentence}"
        planted_rows.append(row)
        planted_kinds.append(kind)
        planted_values.append(value)
    return (
        texts,
        np.array(planted_rows, dtype=np.int64),
        np.array(planted_kinds, dtype="U8"),
        objects(planted_values),
    )
