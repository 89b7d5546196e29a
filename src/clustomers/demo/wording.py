"""A small grammar that writes what people say: by theme, sentiment, line, form and type.

A text is an opener, a sentence (subject, predicate, detail), at times a second sentence and an
aside on how the person lives, and a closer. Every part is drawn on its own, so that thousands of
documents share no sentence, and numpy draws all of them; Python only joins the parts.
"""

from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import phrases_de, phrases_en

Array = npt.NDArray[Any]

LINES = ("cafe", "boutique", "dental", "software")
THEMES = tuple(phrases_en.THEMES)
FORMS = tuple(phrases_en.FORMS)
SENTIMENTS = {"negative": -1, "neutral": 0, "positive": 1}
LANGUAGES = ("en", "de")

# What the customers of a line talk about when nothing happened to them, as weights.
LINE_THEMES: dict[str, dict[str, float]] = {
    "cafe": {"queue": 30, "coffee": 25, "app": 20, "staff": 13, "price": 12},
    "boutique": {
        "delivery": 20,
        "checkout": 17,
        "fit": 18,
        "rainwear": 16,
        "refund": 11,
        "staff": 7,
        "price": 11,
    },
    "dental": {"appointment": 37, "treatment": 33, "staff": 15, "price": 15},
    "software": {"onboarding": 36, "reports": 40, "staff": 10, "price": 14},
}

_SECOND_SENTENCE_SHARE = 0.45
_ASIDE_SHARE = 0.3
# The key beside each letter.
_NEIGHBOURS = dict(zip("abcdefghiklmnoprstuvwy", "svxsrghjokknmiptdryibe", strict=True))
_SENTIMENT_SLOT = np.array([1, 2, 0])  # of -1, 0, 1 plus one: bad, plain, good


class _Choices:
    """Lists of fragments in one flat table, of which each row of a draw takes one."""

    def __init__(self, lists: list[str]) -> None:
        split = [text.split("|") for text in lists]
        self.counts = np.array([len(fragments) for fragments in split])
        self.starts = np.cumsum(self.counts) - self.counts
        self.fragments = list(chain.from_iterable(split))

    def pick(self, rng: np.random.Generator, row: Array) -> Array:
        """Draw a fragment's number from each row's list."""
        draws = (rng.random(len(row)) * self.counts[row]).astype(np.int64)
        return np.asarray(self.starts[row] + draws)

    def take(self, numbers: Array) -> list[str]:
        """Return the fragments of these numbers."""
        return _take(self.fragments, numbers)


def _take(fragments: list[str], numbers: Array) -> list[str]:
    if len(numbers) < 2:
        return [fragments[number] for number in numbers.tolist()]
    return list(itemgetter(*numbers.tolist())(fragments))


@dataclass
class _Grammar:
    """The fragments of both languages, in lists that are numbered alike."""

    openers: _Choices
    subjects: _Choices
    predicates: _Choices
    details: _Choices
    closers: _Choices
    links: _Choices
    asides: _Choices
    titles: _Choices
    title_ends: _Choices


def _grammar(modules: tuple[ModuleType, ...] = (phrases_en, phrases_de)) -> _Grammar:
    themes = [module.THEMES[theme] for module in modules for theme in THEMES]
    forms = [module.FORMS[form] for module in modules for form in FORMS]
    return _Grammar(
        openers=_Choices([fragments[i] for fragments in forms for i in range(3)]),
        subjects=_Choices(
            [theme[0].get(line, theme[0].get("", "it")) for theme in themes for line in LINES]
        ),
        predicates=_Choices([theme[i] for theme in themes for i in (1, 2, 3)]),
        details=_Choices([theme[4] for theme in themes]),
        closers=_Choices([fragments[i + 3] for fragments in forms for i in range(3)]),
        links=_Choices([link for module in modules for link in module.LINKS]),
        asides=_Choices([aside for module in modules for aside in module.ASIDES]),
        titles=_Choices([module.TITLES[theme] for module in modules for theme in THEMES]),
        title_ends=_Choices([end for module in modules for end in module.TITLE_ENDS]),
    )


_GRAMMAR = _grammar()


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass
class Said:
    """What each text is about; arrays of length n.

    Parameters
    ----------
    theme
        Index into `THEMES`.
    sentiment
        -1, 0 or 1.
    line
        Index into `LINES`.
    form
        Index into `FORMS`.
    kind
        Behavioural type of the author, 0 to 4.
    german
        Whether the text is German.
    """

    theme: Array
    sentiment: Array
    line: Array
    form: Array
    kind: Array
    german: Array

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.theme)


def write(rng: np.random.Generator, said: Said, typo_share: float = 0.15) -> Array:
    """Write one text for each row.

    Parameters
    ----------
    rng
        Generator of this stream.
    said
        What to say.
    typo_share
        Share of the texts with one to three slips of the keyboard.

    Returns
    -------
    ndarray of object
        The texts, shape (n,).
    """
    grammar, count = _GRAMMAR, len(said)
    if count == 0:
        return np.empty(0, dtype=object)
    language = np.asarray(said.german).astype(np.int64)
    slot = _SENTIMENT_SLOT[np.asarray(said.sentiment) + 1]
    theme = language * len(THEMES) + said.theme
    form = (language * len(FORMS) + said.form) * 3 + slot
    subject = theme * len(LINES) + said.line

    opener = grammar.openers.take(grammar.openers.pick(rng, form))
    first = grammar.subjects.take(grammar.subjects.pick(rng, subject))
    predicate = grammar.predicates.pick(rng, theme * 3 + slot)
    detail = grammar.details.take(grammar.details.pick(rng, theme))
    closer = grammar.closers.take(grammar.closers.pick(rng, form))
    has_second = (rng.random(count) < _SECOND_SENTENCE_SHARE).tolist()
    link = grammar.links.take(grammar.links.pick(rng, language * 3 + slot))
    second = grammar.subjects.take(grammar.subjects.pick(rng, subject))
    again = grammar.predicates.pick(rng, theme * 3 + slot)
    # Nobody says the same thing twice in one breath: take the next of the list.
    start, size = grammar.predicates.starts, grammar.predicates.counts
    row = theme * 3 + slot
    again = np.where(again == predicate, start[row] + (again - start[row] + 1) % size[row], again)
    # How one lives is said to a café or a shop, hardly to a dentist or a software house.
    has_aside = ((rng.random(count) < _ASIDE_SHARE) & (said.line < 2)).tolist()
    asides = len(phrases_en.ASIDES)
    aside = grammar.asides.take(grammar.asides.pick(rng, language * asides + said.kind % asides))

    texts = [
        _sentence(*parts)
        for parts in zip(
            opener,
            first,
            grammar.predicates.take(predicate),
            detail,
            closer,
            has_second,
            link,
            second,
            grammar.predicates.take(again),
            has_aside,
            aside,
            strict=True,
        )
    ]
    _slip(rng, texts, typo_share)
    return objects(texts)


def _sentence(
    opener: str,
    subject: str,
    predicate: str,
    detail: str,
    closer: str,
    has_second: bool,
    link: str,
    second: str,
    again: str,
    has_aside: bool,
    aside: str,
) -> str:
    if opener[-2:] in ("", ". ", "! ", "? "):
        subject = _capitalised(subject)
    comma = predicate.find(", ")
    # "arrived late from the warehouse, terrible": the detail goes before a short remark.
    if comma > 0 and len(predicate) - comma < 18:
        body = f"{opener}{subject} {predicate[:comma]} {detail}{predicate[comma:]}."
    else:
        body = f"{opener}{subject} {predicate} {detail}."
    if has_second:
        body = f"{body} {link}{second} {again}."
    if has_aside:
        body = f"{body} {aside}"
    return f"{body} {closer}" if closer else body


def titles(rng: np.random.Generator, said: Said) -> Array:
    """Write one title or subject line for each row, as an object array of shape (n,)."""
    grammar = _GRAMMAR
    language = np.asarray(said.german).astype(np.int64)
    head = grammar.titles.pick(rng, language * len(THEMES) + said.theme)
    end = grammar.title_ends.pick(rng, language * 3 + _SENTIMENT_SLOT[said.sentiment + 1])
    heads, ends = grammar.titles.take(head), grammar.title_ends.take(end)
    return objects([a + b for a, b in zip(heads, ends, strict=True)])


def objects(texts: list[str]) -> Array:
    """Return texts as an array of objects, shape (n,)."""
    array = np.empty(len(texts), dtype=object)
    array[:] = texts
    return array


def _slip(rng: np.random.Generator, texts: list[str], share: float) -> None:
    """Put one to three slips of the keyboard into a share of the texts, in place."""
    chosen = np.flatnonzero(rng.random(len(texts)) < share)
    slips = rng.integers(1, 4, len(chosen))
    where = rng.random((len(chosen), 3))
    what = rng.integers(0, 4, (len(chosen), 3))
    for row, number in enumerate(chosen.tolist()):
        text = texts[number]
        for slip in range(slips[row]):
            at = 1 + int(where[row, slip] * max(len(text) - 2, 1))
            text = _slipped(text, at, int(what[row, slip]))
        texts[number] = text


def _slipped(text: str, at: int, what: int) -> str:
    letters = text[at : at + 2]
    if not letters.isalpha():
        return text
    if what == 0:
        return f"{text[:at]}{letters[::-1]}{text[at + 2 :]}"
    if what == 1:
        return text[:at] + text[at + 1 :]
    if what == 2:
        return f"{text[: at + 1]}{letters[0]}{text[at + 1 :]}"
    return f"{text[:at]}{_NEIGHBOURS.get(letters[0], letters[0])}{text[at + 1 :]}"
