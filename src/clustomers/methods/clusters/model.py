"""Assign customers to clusters: KMeans centres, soft membership, and numbers that last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from clustomers.methods.clusters.choice import (
    KChoice,
    choose_k,
    select_rows,
    squared_distances,
)
from clustomers.methods.clusters.transform import FloatArray, IntArray, check_features

CHUNK_ROWS = 100_000
MIN_VARIANCE = 1e-12


@dataclass(frozen=True)
class Membership:
    """First and second choice of each customer; every array has shape (n_customers,).

    `first` and `second` are positions of centres (0-based), the shares lie in [0, 1] and
    `distance` is the Euclidean distance to the first choice in standardized units.
    """

    first: IntArray
    first_share: FloatArray
    second: IntArray
    second_share: FloatArray
    distance: FloatArray


def nearest_centers(X: FloatArray, centers: FloatArray) -> IntArray:
    """Return the position of each row's nearest centre (the first of equals), shape (n_rows,)."""
    labels = np.empty(len(X), np.int64)
    for start in range(0, len(X), CHUNK_ROWS):
        rows = slice(start, start + CHUNK_ROWS)
        labels[rows] = squared_distances(X[rows], centers).argmin(axis=1)
    return labels


def soft_membership(X: FloatArray, centers: FloatArray, variance: float) -> Membership:
    """Shares under an equal-weight mixture of spherical Gaussians at the centres.

    The share of cluster j is exp(-d_j² / 2v) / Σ exp(-d_i² / 2v): soft k-means. It falls with the
    distance only, so that **the first choice always is the hard assignment**, and one number v is
    all it needs beyond the centres. Hard k-means is the classification EM of the same mixture.

    Parameters
    ----------
    X : ndarray of shape (n_customers, n_features), standardized
    centers : ndarray of shape (k, n_features), k at least 2
    variance : float
        The v above, see `membership_variance`.

    References
    ----------
    MacKay (2003), Information Theory, Inference and Learning Algorithms, ch. 20 and 22.
    Celeux & Govaert (1992), A classification EM algorithm, CSDA 14.
    """
    n = len(X)
    first, second = np.empty(n, np.int64), np.empty(n, np.int64)
    first_share, second_share, distance = np.empty(n), np.empty(n), np.empty(n)
    for start in range(0, n, CHUNK_ROWS):
        rows = slice(start, start + CHUNK_ROWS)
        squared = squared_distances(X[rows], centers)
        every = np.arange(len(squared))
        best = squared.argmin(axis=1)
        nearest = squared[every, best]
        weights = np.exp((nearest[:, None] - squared) / (2 * variance))
        total = weights.sum(axis=1)
        squared[every, best] = np.inf
        next_best = squared.argmin(axis=1)
        first[rows], second[rows] = best, next_best
        first_share[rows] = weights[every, best] / total
        second_share[rows] = weights[every, next_best] / total
        distance[rows] = np.sqrt(nearest)
    return Membership(first, first_share, second, second_share, distance)


def membership_variance(X: FloatArray, centers: FloatArray) -> float:
    """Maximum-likelihood variance of the spherical mixture with its centres held fixed (EM)."""
    squared = squared_distances(X, centers)
    nearest = squared.min(axis=1, keepdims=True)
    variance: float = max(float(nearest.mean()) / X.shape[1], MIN_VARIANCE)
    for _ in range(200):
        weights = np.exp((nearest - squared) / (2 * variance))
        expected = (weights * squared).sum(axis=1) / weights.sum(axis=1)
        previous = variance
        variance = max(float(expected.mean()) / X.shape[1], MIN_VARIANCE)
        if abs(variance - previous) <= 1e-8 * previous:
            break
    return variance


class CustomerClusters:
    """KMeans clusters of standardized features, with soft membership.

    Parameters
    ----------
    k : int or None
        Number of clusters; None lets `choose_k` decide.
    max_fit_rows : int
        Centres are fitted on at most so many rows (`select_rows`). Pass rows sorted by customer
        id: then the result depends on the customers only.
    random_state : int

    Attributes
    ----------
    k_ : int
    centers_ : ndarray of shape (k, n_features)
        Largest cluster first (unless `init` gave the order).
    labels_ : ndarray of shape (n_customers,)
    inertia_ : float
        Mean squared distance to the nearest centre, on the rows fitted.
    variance_ : float
        Of the soft membership, see `soft_membership`.
    choice_ : KChoice or None
        Diagnostics of the search; None when `k` was given.
    is_stable_ : bool or None
    rule_ : str
    """

    k_: int
    centers_: FloatArray
    labels_: IntArray
    inertia_: float
    variance_: float
    choice_: KChoice | None

    def __init__(
        self, k: int | None = None, max_fit_rows: int = 50_000, random_state: int = 0
    ) -> None:
        self.k = k
        self.max_fit_rows = max_fit_rows
        self.random_state = random_state

    @property
    def is_stable_(self) -> bool | None:
        """Whether the search found stable clusters; None when `k` was given."""
        return None if self.choice_ is None else self.choice_.is_stable

    @property
    def rule_(self) -> str:
        """How k was chosen, in words."""
        return f"k = {self.k_} was given" if self.choice_ is None else self.choice_.rule

    def fit(self, X: npt.ArrayLike, init: FloatArray | None = None) -> CustomerClusters:
        """Find the centres, one thread only so that the result does not depend on the machine.

        Parameters
        ----------
        X : array of shape (n_customers, n_features), standardized, sorted by customer id
        init : ndarray of shape (k, n_features), optional
            Warm start; its order of centres is kept.

        Raises
        ------
        ValueError
            Missing values, or fewer different rows than clusters.
        """
        matrix = check_features(X)
        with threadpool_limits(limits=1):
            self.choice_ = None
            if init is not None:
                self.k_ = len(init)
            elif self.k is not None:
                self.k_ = self.k
            else:
                self.choice_ = choose_k(matrix, random_state=self.random_state)
                self.k_ = self.choice_.k
            rows = matrix[select_rows(len(matrix), self.max_fit_rows)]
            if len(np.unique(rows, axis=0)) < self.k_:
                raise ValueError(f"fewer than {self.k_} different customers: cannot cluster them")
            kmeans = KMeans(
                self.k_,
                init="k-means++" if init is None else init,
                n_init=10 if init is None else 1,
                random_state=self.random_state,
            ).fit(rows)
            centers: FloatArray = kmeans.cluster_centers_
            if init is None:
                sizes = np.bincount(kmeans.labels_, minlength=self.k_)
                centers = centers[np.lexsort((centers[:, 0], -sizes))]
            self.centers_ = centers
            self.inertia_ = float(kmeans.inertia_) / len(rows)
            self.variance_ = membership_variance(rows, centers)
            self.labels_ = self.predict(matrix)
        return self

    def predict(self, X: npt.ArrayLike) -> IntArray:
        """Return the position of the nearest centre, shape (n_customers,)."""
        return nearest_centers(check_features(X), self.centers_)

    def membership(self, X: npt.ArrayLike) -> Membership:
        """Return first and second choice with their shares; the first equals `predict`."""
        return soft_membership(check_features(X), self.centers_, self.variance_)


def align(
    previous_centers: FloatArray,
    centers: FloatArray,
    *,
    previous_numbers: Sequence[int] | None = None,
    next_number: int | None = None,
    max_distance: float = np.inf,
) -> IntArray:
    """Give new centres the numbers of the old clusters that they continue.

    Pairs minimize the sum of squared distances (the Hungarian method). A pair further apart than
    `max_distance` is no continuation: the old cluster vanished, the new one is new.

    Parameters
    ----------
    previous_centers : ndarray of shape (k_previous, n_features)
    centers : ndarray of shape (k, n_features), in the same standardized space
    previous_numbers : sequence of int, optional
        Numbers of the previous clusters, 1 to k_previous by default.
    next_number : int, optional
        First number for a new cluster, above every number **ever** used (numbers of vanished
        clusters are not used again); by default the largest previous number plus 1.

    Returns
    -------
    numbers : ndarray of int, shape (k,)

    References
    ----------
    Kuhn (1955), The Hungarian method for the assignment problem, Naval Research Logistics 2.
    """
    old = np.arange(1, len(previous_centers) + 1)
    if previous_numbers is not None:
        old = np.asarray(previous_numbers, dtype=np.int64)
    following = int(old.max()) + 1 if next_number is None else next_number
    squared = squared_distances(centers, previous_centers)
    too_far = squared > max_distance**2
    cost = np.where(too_far, 1 + 2 * squared.sum(), squared)
    numbers = np.zeros(len(centers), dtype=np.int64)
    for i, j in zip(*linear_sum_assignment(cost), strict=True):
        if not too_far[i, j]:
            numbers[i] = old[j]
    is_new = numbers == 0
    numbers[is_new] = following + np.arange(int(is_new.sum()))
    return numbers
