"""Themes as tables: fits as rows, frozen models back from them, documents scored by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import repeat
from multiprocessing import get_context
from typing import NamedTuple, overload

import numpy as np
import pandas as pd

from clustomers.methods.themes.history import ThemeVersion, fit_versions
from clustomers.methods.themes.meaning import Embedder, add_themes_by_meaning
from clustomers.methods.themes.model import Terms, ThemeModel
from clustomers.methods.themes.sentiment import sentiments
from clustomers.methods.themes.words import Words, spelled

FIT_COLUMNS = {
    "theme_version": "int64",
    "fit_date": "datetime64[us]",
    "row_kind": "string",
    "theme_number": "Int64",
    "term": "string",
    "word": "string",
    "weight": "float64",
    "idf": "float64",
    "theme_count": "Int64",
    "stability": "float64",
    "weakest_stability": "float64",
    "explained_share": "float64",
    "null_explained_share": "float64",
    "document_count": "Int64",
    "agreement": "float64",
    "is_published": "boolean",
    "reason": "string",
}
SCORE_COLUMNS = {
    "document_id": "string",
    "language": "string",
    "sentiment": "float64",
    "theme_version": "Int64",
    "theme_number": "Int64",
    "theme_weight": "float64",
    "second_theme_number": "Int64",
    "second_theme_weight": "float64",
    "theme_number_then": "Int64",
    "theme_basis": "string",
}
_SECOND_WEIGHT = 0.25
_CHUNK = 100_000


def fit_themes(documents: pd.DataFrame, words: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Fit themes over time.

    Parameters
    ----------
    documents
        Columns text, language (as stated, or missing) and written_at.
    words
        Columns language, word and english; see `Words`.
    as_of
        The last day.

    Returns
    -------
    DataFrame
        `FIT_COLUMNS`, three kinds of rows: a version (``version``), a number of themes that
        it tried (``candidate``), a term of a theme (``term``).
    """
    read = _Read(documents, Words(words))
    written = pd.to_datetime(documents["written_at"]).dt.date.tolist()
    versions = fit_versions(read, written, as_of)
    names = read.spelled()
    rows: list[dict[str, object]] = []
    for number, version in enumerate(versions, start=1):
        base = {"theme_version": number, "fit_date": pd.Timestamp(version.fit_date)}
        rows.extend(base | row for row in _rows(version, names))
    return pd.DataFrame(rows, columns=list(FIT_COLUMNS)).astype(FIT_COLUMNS)


def score_documents(
    documents: pd.DataFrame,
    words: pd.DataFrame,
    fits: pd.DataFrame,
    embedder: Embedder | None = None,
) -> pd.DataFrame:
    """Give every document its language, tone and themes, by the last published version.

    Parameters
    ----------
    documents
        Columns document_id, text, language (as stated, or missing) and written_at.
    words
        See `Words`.
    fits
        Rows of `fit_themes`.
    embedder
        Finds themes of texts without a known word, see `add_themes_by_meaning`.

    Returns
    -------
    DataFrame
        `SCORE_COLUMNS`, one row per document. Themes are missing where none is published, or
        where the text holds none of their words. `theme_number_then` is the theme by the version
        in force when the text was written: no later one changes it.
    """
    scores = _scored_in_chunks(documents, words, fits)
    if embedder is None:
        return scores
    return add_themes_by_meaning(scores, documents["text"].tolist(), embedder)


def _scored_in_chunks(
    documents: pd.DataFrame, words: pd.DataFrame, fits: pd.DataFrame
) -> pd.DataFrame:
    starts = range(0, max(len(documents), 1), _CHUNK)
    chunks = [documents.iloc[start : start + _CHUNK] for start in starts]
    if len(chunks) == 1:
        return _scored(documents, words, fits)
    # The tone of a text is Python, word by word: processes share it.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        parts = pool.map(_scored, chunks, repeat(words), repeat(fits))
        return pd.concat(parts, ignore_index=True)


def _scored(documents: pd.DataFrame, words: pd.DataFrame, fits: pd.DataFrame) -> pd.DataFrame:
    listed = Words(words)
    texts = _in_languages(documents, listed)
    scores = pd.DataFrame(
        {
            "document_id": documents["document_id"].to_numpy(),
            "language": [language for _, language in texts],
            "sentiment": sentiments(texts, listed),
        }
    ).reindex(columns=list(SCORE_COLUMNS))
    published = published_models(fits)
    if published and len(texts):
        terms = [listed.terms(*text) for text in texts]
        last = published[-1]
        weights = last.model.weigh(terms).round(9)
        rows = np.arange(len(weights))
        order = np.argsort(-weights, axis=1, kind="stable")
        main, second = order[:, 0], order[:, min(1, weights.shape[1] - 1)]
        has_theme = weights[rows, main] > 0
        has_second = has_theme & (second != main) & (weights[rows, second] >= _SECOND_WEIGHT)
        scores["theme_version"] = last.number
        scores["theme_number"] = pd.array(last.theme_numbers[main], dtype="Int64")
        scores["theme_weight"] = weights[rows, main]
        scores["second_theme_number"] = pd.array(last.theme_numbers[second], dtype="Int64")
        scores["second_theme_weight"] = weights[rows, second]
        scores.loc[~has_theme, ["theme_version", "theme_number", "theme_weight"]] = pd.NA
        scores["theme_basis"] = pd.Series("words", scores.index, "string").where(has_theme)
        scores.loc[~has_second, ["second_theme_number", "second_theme_weight"]] = pd.NA
        scores["theme_number_then"] = _themes_then(documents, terms, published)
    return scores.astype(SCORE_COLUMNS)


def _themes_then(
    documents: pd.DataFrame, terms: Sequence[Terms], published: Sequence[PublishedThemes]
) -> pd.Series:
    """Return the main theme of each text by the version that was in force when it was written."""
    written = pd.to_datetime(documents["written_at"]).to_numpy()
    fitted = np.array([version.fit_date for version in published], dtype="datetime64[us]")
    in_force = np.searchsorted(fitted, written, side="left") - 1
    then = pd.Series(pd.NA, index=range(len(terms)), dtype="Int64")
    for place, version in enumerate(published):
        rows = np.flatnonzero(in_force == place)
        if len(rows):
            weights = version.model.weigh([terms[row] for row in rows.tolist()]).round(9)
            main = np.argsort(-weights, axis=1, kind="stable")[:, 0]
            has_theme = weights[np.arange(len(rows)), main] > 0
            then.iloc[rows[has_theme]] = version.theme_numbers[main[has_theme]]
    return then


class PublishedThemes(NamedTuple):
    """A published version: its frozen themes, and the numbers that they keep."""

    number: int
    fit_date: pd.Timestamp
    model: ThemeModel
    theme_numbers: np.ndarray[tuple[int], np.dtype[np.int64]]


def published_models(fits: pd.DataFrame) -> list[PublishedThemes]:
    """Return the published versions in order of time."""
    versions = fits[(fits["row_kind"] == "version") & fits["is_published"].fillna(False)]
    found = []
    for number in sorted(versions["theme_version"].astype(int)):
        rows = fits[(fits["row_kind"] == "term") & (fits["theme_version"] == number)]
        wide = rows.pivot_table(
            index="theme_number", columns="term", values="weight", fill_value=0.0
        )
        idf = rows.groupby("term")["idf"].first().reindex(wide.columns)
        model = ThemeModel(
            tuple(wide.columns.tolist()), idf.to_numpy(dtype=float), wide.to_numpy(dtype=float)
        )
        fit_date = pd.Timestamp(rows["fit_date"].iloc[0])
        found.append(PublishedThemes(number, fit_date, model, wide.index.to_numpy(dtype=np.int64)))
    return found


class _Read(Sequence[Terms]):
    """Terms of texts, read when they are asked for."""

    def __init__(self, documents: pd.DataFrame, words: Words) -> None:
        self._texts = documents["text"].tolist()
        self._stated = _stated(documents)
        self._words = words
        self._read: dict[int, tuple[tuple[str, str], Terms]] = {}

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, row: int) -> Terms: ...
    @overload
    def __getitem__(self, row: slice) -> list[Terms]: ...
    def __getitem__(self, row: int | slice) -> Terms | list[Terms]:
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(len(self)))]
        if row not in self._read:
            text = self._texts[row]
            language = self._words.language(text, self._stated[row])
            self._read[row] = (text, language), self._words.terms(text, language)
        return self._read[row][1]

    def spelled(self) -> Mapping[str, str]:
        """Return the word that each term is named by, in the texts that were read."""
        return spelled((text for text, _ in self._read.values()), self._words)


def _stated(documents: pd.DataFrame) -> list[str | None]:
    return documents["language"].astype(object).where(documents["language"].notna(), None).tolist()


def _in_languages(documents: pd.DataFrame, words: Words) -> list[tuple[str, str]]:
    return [
        (text, words.language(text, language))
        for text, language in zip(documents["text"], _stated(documents), strict=True)
    ]


def _rows(version: ThemeVersion, names: Mapping[str, str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {
            "row_kind": "version",
            "theme_count": None if version.model is None else len(version.theme_numbers),
            "document_count": version.document_count,
            "agreement": version.agreement,
            "is_published": version.is_published,
            "reason": version.reason,
        }
    ]
    rows += [
        {
            "row_kind": "candidate",
            "theme_count": candidate.k,
            "stability": candidate.stability,
            "weakest_stability": candidate.weakest,
            "explained_share": candidate.explained,
            "null_explained_share": candidate.null_explained,
        }
        for candidate in version.candidates
    ]
    if version.model is None:
        return rows
    for number, weights in zip(version.theme_numbers, version.model.components, strict=True):
        rows += [
            {
                "row_kind": "term",
                "theme_number": number,
                "term": version.model.vocabulary[column],
                "word": names.get(version.model.vocabulary[column]),
                "weight": round(float(weights[column]), 9),
                "idf": round(float(version.model.idf[column]), 9),
            }
            for column in np.flatnonzero(weights > 1e-6).tolist()
        ]
    return rows
