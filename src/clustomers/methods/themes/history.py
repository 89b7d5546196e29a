"""Themes over time: versions fitted every half-year, numbered alike, published when they hold."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from clustomers.methods.themes.choice import MIN_K, Candidate, choose_count
from clustomers.methods.themes.model import (
    FloatArray,
    Terms,
    ThemeModel,
    factorize,
    match,
    vectorize,
)

Rows = npt.NDArray[np.int64]

MAX_FIT_DOCUMENTS = 20_000
WINDOW_DAYS = 730
SAME_THEME_COSINE = 0.5
MIN_AGREEMENT = 0.80
MAX_FEWER = 3
_HALF_YEAR_ENDS = ((6, 30), (12, 31))


@dataclass(frozen=True)
class ThemeVersion:
    """What a fit came to, whether it is published or not.

    Attributes
    ----------
    fit_date
        Last day of the documents it was fitted on.
    document_count
        How many they were, before sampling.
    candidates
        Numbers of themes that were tried.
    model
        The frozen themes, or None where none hold.
    theme_numbers
        The number of each theme of `model`; the same number means the same theme in all versions.
    agreement
        Share of its documents whose theme before goes on, or if that is less, of those between
        themes of both versions that keep theirs; nan for a first version.
    is_published
        Whether it takes the place of the version before.
    reason
        Why, in words.
    """

    fit_date: date
    document_count: int
    candidates: tuple[Candidate, ...]
    model: ThemeModel | None
    theme_numbers: tuple[int, ...]
    agreement: float
    is_published: bool
    reason: str


def fit_versions(
    documents: Sequence[Terms], written: Sequence[date], as_of: date, random_state: int = 0
) -> list[ThemeVersion]:
    """Fit themes at every half-year's end, and on the as-of date while there are none.

    Parameters
    ----------
    documents
        Terms of each document.
    written
        Day of each document; later ones than the as-of date are left out.
    as_of
        The last day.
    random_state
        Seed of samples.
    """
    days = np.array(written, dtype="datetime64[D]")
    versions: list[ThemeVersion] = []
    for fit_date in _fit_dates(days, as_of):
        published = [version for version in versions if version.is_published]
        if fit_date == as_of and published and (as_of.month, as_of.day) not in _HALF_YEAR_ENDS:
            break
        last = np.datetime64(fit_date, "D")
        rows = np.flatnonzero((days <= last) & (days > last - np.timedelta64(WINDOW_DAYS, "D")))
        sample = [documents[row] for row in _sampled(rows, random_state).tolist()]
        versions.append(_fit(sample, len(rows), fit_date, published, random_state))
    return versions


def _fit_dates(days: npt.NDArray[np.datetime64], as_of: date) -> list[date]:
    if not len(days):
        return [as_of]
    first = days.min().astype(object)
    ends = [
        date(year, month, day)
        for year in range(first.year, as_of.year + 1)
        for month, day in _HALF_YEAR_ENDS
    ]
    return [end for end in ends if first <= end < as_of] + [as_of]


def _fit(
    sample: list[Terms],
    document_count: int,
    fit_date: date,
    published: Sequence[ThemeVersion],
    random_state: int,
) -> ThemeVersion:
    def ended(
        reason: str,
        candidates: tuple[Candidate, ...] = (),
        model: ThemeModel | None = None,
        numbers: tuple[int, ...] = (),
        agreement: float = float("nan"),
        is_published: bool = False,
    ) -> ThemeVersion:
        return ThemeVersion(
            fit_date, document_count, candidates, model, numbers, agreement, is_published, reason
        )

    try:
        matrix, vocabulary, idf = vectorize(sample)
    except ValueError as error:
        return ended(str(error))
    # A refit may have somewhat fewer themes than the one before, not a different picture.
    fewest = max(len(published[-1].theme_numbers) - MAX_FEWER, MIN_K) if published else MIN_K
    choice = choose_count(matrix, random_state, fewest)
    if choice.k is None:
        return ended(choice.reason, choice.candidates)
    model = ThemeModel(vocabulary, np.asarray(idf), factorize(matrix, choice.k))
    if not published:
        numbers = tuple(range(1, choice.k + 1))
        return ended(choice.reason, choice.candidates, model, numbers, is_published=True)

    numbers = _numbered(model, published)
    agreement = _agreement(sample, model, numbers, published[-1])
    if agreement < MIN_AGREEMENT:
        reason = (
            f"Only {agreement:.0%} of documents would keep their theme; the themes before go on."
        )
        return ended(reason, choice.candidates, model, numbers, agreement)
    return ended(choice.reason, choice.candidates, model, numbers, agreement, is_published=True)


def _sampled(rows: Rows, random_state: int) -> Rows:
    if len(rows) <= MAX_FIT_DOCUMENTS:
        return rows
    rng = np.random.default_rng(random_state)
    return np.sort(rng.choice(rows, MAX_FIT_DOCUMENTS, replace=False))


def _numbered(model: ThemeModel, published: Sequence[ThemeVersion]) -> tuple[int, ...]:
    """Give a theme the number of the one it continues, also after a pause, or a new one."""
    known: dict[int, tuple[ThemeModel, int]] = {}
    for version in published:
        assert version.model is not None
        for row, number in enumerate(version.theme_numbers):
            known[number] = (version.model, row)
    numbers = sorted(known)
    vocabulary = sorted(set(model.vocabulary).union(*(m.vocabulary for m, _ in known.values())))
    before = np.vstack([_over(*known[number], vocabulary) for number in numbers])
    now = np.vstack([_over(model, row, vocabulary) for row in range(len(model.components))])
    partner, likeness = match(now, before)
    following = itertools.count(max(numbers) + 1)
    return tuple(
        numbers[row] if row >= 0 and cosine >= SAME_THEME_COSINE else next(following)
        for row, cosine in zip(partner.tolist(), likeness.tolist(), strict=True)
    )


def _over(model: ThemeModel, row: int, vocabulary: list[str]) -> FloatArray:
    weights = dict(zip(model.vocabulary, model.components[row].tolist(), strict=True))
    return np.array([weights.get(term, 0.0) for term in vocabulary])


def _agreement(
    documents: Sequence[Terms], model: ThemeModel, numbers: tuple[int, ...], before: ThemeVersion
) -> float:
    assert before.model is not None
    new = np.array(numbers)[model.weigh(documents).argmax(axis=1)]
    old = np.array(before.theme_numbers)[before.model.weigh(documents).argmax(axis=1)]
    goes_on = np.isin(old, numbers)
    both = goes_on & np.isin(new, before.theme_numbers)
    same = float((new == old)[both].mean()) if both.any() else 0.0
    return min(same, float(goes_on.mean()))
