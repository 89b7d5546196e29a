"""Themes of short texts: non-negative factors of TF-IDF, frozen as a table of terms."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from sklearn.decomposition import NMF, non_negative_factorization
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits

FloatArray = npt.NDArray[np.float64]
Terms = Sequence[str]

MIN_TERM_DOCUMENTS = 10
MAX_TERM_SHARE = 0.3
_BLOCK = 100_000


def _as_is(terms: Terms) -> Terms:
    return terms


@dataclass(frozen=True)
class ThemeModel:
    """Frozen themes: a vocabulary with its idf, and each theme's weights on it.

    Attributes
    ----------
    vocabulary
        Terms, ascending, length n_terms.
    idf : ndarray of shape (n_terms,)
        Inverse document frequencies of the documents it was fitted on.
    components : ndarray of shape (n_themes, n_terms)
        Weights of terms, each theme's of Euclidean length 1.
    """

    vocabulary: tuple[str, ...]
    idf: FloatArray
    components: FloatArray

    def weigh(self, documents: Sequence[Terms]) -> FloatArray:
        """Return how much of each theme is in each document, shape (n_documents, n_themes).

        A row adds up to 1, or is 0 where a document holds no term of the vocabulary.
        """
        blocks = [
            weigh(_tfidf(self, documents[start : start + _BLOCK]), self.components)
            for start in range(0, len(documents), _BLOCK)
        ]
        weights = np.vstack([np.zeros((0, len(self.components))), *blocks])
        totals = weights.sum(axis=1, keepdims=True)
        return weights / np.where(totals > 0, totals, 1.0)


def vectorize(documents: Sequence[Terms]) -> tuple[sparse.csr_array, tuple[str, ...], FloatArray]:
    """Return TF-IDF of documents (rows of length 1), its vocabulary and idf.

    A term counts when at least ten documents and no more than three in ten hold it; a repeated term
    counts by the logarithm.

    Raises
    ------
    ValueError
        No term is frequent enough; the message says how many documents there are.
    """
    vectorizer = TfidfVectorizer(
        analyzer=_as_is,
        min_df=MIN_TERM_DOCUMENTS,
        max_df=max(MAX_TERM_SHARE, MIN_TERM_DOCUMENTS / max(len(documents), 1)),
        sublinear_tf=True,
    )
    try:
        matrix = sparse.csr_array(vectorizer.fit_transform(documents))
    except ValueError as error:
        raise ValueError(
            f"{len(documents)} documents: no word stands in {MIN_TERM_DOCUMENTS} of them."
        ) from error
    return matrix, tuple(vectorizer.get_feature_names_out().tolist()), vectorizer.idf_


def factorize(matrix: sparse.csr_array, k: int) -> FloatArray:
    """Return k non-negative factors of TF-IDF as rows of length 1, shape (k, n_terms).

    References
    ----------
    Lee and Seung (1999), Learning the parts of objects by non-negative matrix factorization;
    Boutsidis and Gallopoulos (2008) for the start, which makes the result repeatable.
    """
    with threadpool_limits(1), warnings.catch_warnings():
        # Themes that are not there converge slowly; stability judges them.
        warnings.simplefilter("ignore", ConvergenceWarning)
        nmf = NMF(k, init="nndsvda", random_state=0, max_iter=300, tol=1e-3).fit(matrix)
    lengths = np.linalg.norm(nmf.components_, axis=1, keepdims=True)
    return np.asarray(nmf.components_ / np.where(lengths > 0, lengths, 1))


def weigh(matrix: sparse.csr_array, components: FloatArray) -> FloatArray:
    """Return how much of each theme reproduces TF-IDF best, shape (n_documents, n_themes)."""
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        weights, _, _ = non_negative_factorization(
            matrix,
            H=components,
            n_components=len(components),
            update_H=False,
            max_iter=200,
            tol=1e-3,
        )
    return np.asarray(weights)


def match(reference: FloatArray, other: FloatArray) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """Pair themes one to one by the cosine of their terms.

    Parameters
    ----------
    reference : ndarray of shape (n_reference, n_terms)
    other : ndarray of shape (n_other, n_terms)
        Rows of length 1 over the same terms.

    Returns
    -------
    tuple
        For each reference theme the row of `other`, or -1; and their cosine, 0 without one.
    """
    cosine = reference @ other.T
    rows, columns = linear_sum_assignment(-cosine)
    partner = np.full(len(reference), -1, dtype=np.int64)
    likeness = np.zeros(len(reference))
    partner[rows], likeness[rows] = columns, cosine[rows, columns]
    return partner, likeness


def _tfidf(model: ThemeModel, documents: Sequence[Terms]) -> sparse.csr_array:
    vectorizer = TfidfVectorizer(
        analyzer=_as_is, vocabulary=list(model.vocabulary), sublinear_tf=True
    )
    vectorizer.idf_ = model.idf
    return sparse.csr_array(vectorizer.transform(documents))
