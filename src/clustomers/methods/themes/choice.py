"""How many themes: as many as come again when a fifth of the documents is left out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from clustomers.methods.themes.model import FloatArray, factorize, match, weigh

MIN_K, MAX_K = 3, 30
MIN_DOCUMENTS = 300
MIN_DOCUMENTS_A_THEME = 25
MAX_CHOICE_DOCUMENTS = 4_000
RESAMPLES, RESAMPLE_SHARE = 5, 0.8
MIN_STABILITY = 0.90
MIN_ABOVE_NULL = 1.25
_FAILURES_IN_A_ROW = 4


@dataclass(frozen=True)
class Candidate:
    """A number of themes that was tried.

    Attributes
    ----------
    k
        Number of themes.
    stability
        Mean over themes of the cosine with their likes in four fifths of the documents.
    weakest
        The same of the theme that comes again least.
    explained
        Share of the squared TF-IDF that the themes reproduce.
    null_explained
        The same where words are dealt to documents at random; nan where it was not tried.
    """

    k: int
    stability: float
    weakest: float
    explained: float
    null_explained: float = float("nan")

    @property
    def comes_again(self) -> bool:
        """Whether every theme does."""
        return self.weakest >= MIN_STABILITY


@dataclass(frozen=True)
class ThemeChoice:
    """The candidates, the chosen number or None, and why in words."""

    candidates: tuple[Candidate, ...]
    k: int | None
    reason: str


def choose_count(
    matrix: sparse.csr_array, random_state: int = 0, at_least: int = MIN_K
) -> ThemeChoice:
    """Choose the largest number of themes that all come again without a fifth of the documents.

    Parameters
    ----------
    matrix
        TF-IDF, shape (n_documents, n_terms).
    random_state
        Seed of the resamples.
    at_least
        The smallest number to try.

    References
    ----------
    Greene, O'Callaghan and Cunningham (2014), How many topics? Stability analysis for topic models.
    """
    count = matrix.shape[0]
    if count < MIN_DOCUMENTS:
        return ThemeChoice((), None, f"{count} documents are too few: {MIN_DOCUMENTS} are needed.")
    rng = np.random.default_rng(random_state)
    if count > MAX_CHOICE_DOCUMENTS:
        matrix = matrix[np.sort(rng.choice(count, MAX_CHOICE_DOCUMENTS, replace=False))]
        count = MAX_CHOICE_DOCUMENTS
    size = int(RESAMPLE_SHARE * count)
    resamples = [np.sort(rng.choice(count, size, replace=False)) for _ in range(RESAMPLES)]
    candidates: list[Candidate] = []
    failures = 0
    for k in range(at_least, min(MAX_K, count // MIN_DOCUMENTS_A_THEME, matrix.shape[1]) + 1):
        candidate = Candidate(k, *_stability(matrix, k, resamples))
        candidates.append(candidate)
        failures = 0 if candidate.comes_again else failures + 1
        if failures == _FAILURES_IN_A_ROW:
            break
    passing = [candidate for candidate in candidates if candidate.comes_again]
    if not passing:
        return ThemeChoice(
            tuple(candidates),
            None,
            "No number of themes comes again without a fifth of the documents.",
        )
    best = passing[-1]
    dealt = _dealt(matrix, rng)
    null = _explained(dealt, factorize(dealt, best.k))
    candidates[candidates.index(best)] = replace(best, null_explained=null)
    if best.explained < MIN_ABOVE_NULL * null:
        return ThemeChoice(
            tuple(candidates),
            None,
            f"{best.k} themes explain hardly more than they do of words dealt at random.",
        )
    return ThemeChoice(
        tuple(candidates),
        best.k,
        f"{best.k} themes, the most that all come again without a fifth of the documents.",
    )


def _stability(
    matrix: sparse.csr_array, k: int, resamples: list[np.ndarray[tuple[int], np.dtype[np.int64]]]
) -> tuple[float, float, float]:
    whole = factorize(matrix, k)
    likeness = np.zeros((0, k))
    for rows in resamples:
        likeness = np.vstack([likeness, match(whole, factorize(matrix[rows], k))[1]])
        if len(resamples) - (1 - likeness).sum(axis=0).max() < MIN_STABILITY * len(resamples):
            break  # Whatever comes, one theme fails.
    stability = likeness.mean(axis=0)
    return float(stability.mean()), float(stability.min()), _explained(matrix, whole)


def _explained(matrix: sparse.csr_array, components: FloatArray) -> float:
    weights = weigh(matrix, components)
    # ||X - WH||^2 / ||X||^2 without making WH.
    cross = float((matrix @ components.T * weights).sum())
    own = float(((weights.T @ weights) * (components @ components.T)).sum())
    return (2 * cross - own) / float(matrix.power(2).sum())


def _dealt(matrix: sparse.csr_array, rng: np.random.Generator) -> sparse.csr_array:
    """Return the same weights with each term's documents drawn anew."""
    columns = sparse.csc_array(matrix, copy=True)
    rows = [
        np.sort(rng.choice(matrix.shape[0], size, replace=False))
        for size in np.diff(columns.indptr).tolist()
    ]
    columns.indices = np.concatenate(rows).astype(columns.indices.dtype)
    return sparse.csr_array(columns)
