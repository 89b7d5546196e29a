"""How many clusters there are, if any: stability under resampling, and a null to beat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm, rankdata
from sklearn import config_context
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from clustomers.methods.clusters.transform import FloatArray, IntArray, check_features

MIN_ARI = 0.80
MIN_JACCARD = 0.75
NULL_QUANTILE = 0.95
MARGIN = 0.05


@dataclass(frozen=True)
class KDiagnostics:
    """What the search found for one k.

    `bootstrap_ari` and `min_jaccard` are means over `resample_count` resamples. The two null
    silhouettes are quantiles over null data sets, and NaN where an earlier part of the rule had
    failed, so that there was nothing to compare.
    """

    k: int
    bootstrap_ari: float
    min_jaccard: float
    silhouette: float
    null_silhouette: float
    coarser_silhouette: float
    inertia: float
    resample_count: int
    passes: bool


@dataclass(frozen=True)
class KChoice:
    """The chosen k, whether it passed the rule, the rule in words, and all that was tried."""

    k: int
    is_stable: bool
    rule: str
    by_k: tuple[KDiagnostics, ...]


def select_rows(n_rows: int, max_rows: int) -> IntArray:
    """Return at most `max_rows` row numbers, ascending, spread evenly and without chance.

    Fibonacci hashing of the row number, not every n-th row: that would only see some of the shards
    when ids come in turn from several (Knuth, The Art of Computer Programming 3, section 6.4).
    """
    if n_rows <= max_rows:
        return np.arange(n_rows)
    spread = np.arange(n_rows, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return np.sort(np.argpartition(spread, max_rows)[:max_rows])


def contingency(first: IntArray, second: IntArray, k: int) -> FloatArray:
    """Count rows by their cluster in two clusterings numbered 0 to k - 1; shape (k, k)."""
    return np.bincount(first * k + second, minlength=k * k).reshape(k, k).astype(np.float64)


def adjusted_rand_index(table: FloatArray) -> float:
    """Agreement of two clusterings corrected for chance: 1 the same, 0 expected of chance.

    Parameters
    ----------
    table : ndarray
        Contingency table of the two clusterings.

    References
    ----------
    Hubert & Arabie (1985), Comparing partitions, Journal of Classification 2, eq. 5.
    """

    def pairs(counts: FloatArray) -> float:
        return float((counts * (counts - 1) / 2).sum())

    together, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    all_pairs = pairs(np.array([table.sum()]))
    expected = rows * columns / all_pairs if all_pairs else 0.0
    largest = (rows + columns) / 2
    return 1.0 if largest == expected else (together - expected) / (largest - expected)


def best_jaccard(table: FloatArray) -> FloatArray:
    """For each row cluster, its Jaccard similarity with the most similar column cluster.

    References
    ----------
    Hennig (2007), Cluster-wise assessment of cluster stability, CSDA 52.
    """
    union = table.sum(axis=1)[:, None] + table.sum(axis=0)[None, :] - table
    similarity: FloatArray = (table / np.maximum(union, 1)).max(axis=1)
    return similarity


def squared_distances(X: FloatArray, centers: FloatArray) -> FloatArray:
    """Return squared Euclidean distances, shape (n_rows, k), summed as SQL sums them."""
    differences = (X - center for center in centers)
    return np.column_stack([np.einsum("ij,ij->i", part, part) for part in differences])


def simplified_silhouette(X: FloatArray, centers: FloatArray) -> float:
    """Mean of (b - a) / b, with a and b the distances to the nearest and the next centre.

    The silhouette with distances to centres instead of to all rows: linear in n.

    References
    ----------
    Rousseeuw (1987), Silhouettes, J. Comput. Appl. Math. 20; Hruschka, de Castro & Campello (2004),
    Evolutionary algorithms for clustering gene-expression data, ICDM.
    """
    squared = squared_distances(X, centers)
    nearest = np.sqrt(np.partition(squared, 1, axis=1)[:, :2])
    a, b = nearest[:, 0], nearest[:, 1]
    return float(np.mean(np.divide(b - a, b, out=np.zeros_like(b), where=b > 0)))


def permute_columns(X: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Permute every column so that only the columns' values and rank correlations remain.

    Independent permutations are too weak a null for customers: everything that grows with activity
    is correlated, and cutting one long cloud in pieces then looks like clusters. So the permutation
    puts the values of each column into the order of a multivariate normal draw that has the
    correlations of the data's normal scores. What is left to find is structure beyond both.

    References
    ----------
    Iman & Conover (1982), A distribution-free approach to inducing rank correlation among input
    variables, Communications in Statistics B 11.
    """
    return _Cloud(X).draw(rng)


class _Cloud:
    """What all permutations of one data set share, see `permute_columns`."""

    def __init__(self, X: FloatArray) -> None:
        scores = norm.ppf(rankdata(X, axis=0) / (len(X) + 1))
        is_constant = scores.std(axis=0) == 0
        scores[:, is_constant] = 0
        covariance = scores.T @ scores / len(X)
        covariance[is_constant, is_constant] = 1
        values, vectors = np.linalg.eigh(covariance)
        self._factor = np.sqrt(np.maximum(values, 0))[:, None] * vectors.T
        self._ascending = np.sort(X, axis=0)

    def draw(self, rng: np.random.Generator) -> FloatArray:
        draw = rng.standard_normal(self._ascending.shape) @ self._factor
        permuted = np.empty_like(self._ascending)
        np.put_along_axis(permuted, np.argsort(draw, axis=0), self._ascending, axis=0)
        return permuted


class _Clouds:
    """Columns are permuted inside each cluster: the clusters stay, each becomes a cloud."""

    def __init__(self, X: FloatArray, labels: IntArray) -> None:
        self._shape = X.shape
        self._parts = [
            (rows, _Cloud(X[rows]))
            for rows in (np.flatnonzero(labels == label) for label in np.unique(labels))
        ]

    def draw(self, rng: np.random.Generator) -> FloatArray:
        permuted = np.empty(self._shape)
        for rows, cloud in self._parts:
            permuted[rows] = cloud.draw(rng)
        return permuted


def _kmeans(X: FloatArray, k: int, n_init: int, seed: int) -> KMeans:
    return KMeans(k, n_init=n_init, max_iter=100, random_state=seed).fit(X)


def _stability(
    X: FloatArray, labels: IntArray, k: int, n_bootstrap: int, random_state: int
) -> tuple[float, float, int]:
    """Bootstrap ARI, smallest per-cluster Jaccard, resamples done (it stops once k cannot pass)."""
    ari_sum, jaccard_sum = 0.0, np.zeros(k)
    for done in range(1, n_bootstrap + 1):
        rng = np.random.default_rng([random_state, done])
        rows = rng.integers(len(X), size=len(X))
        refit = _kmeans(X[rows], k, 2, random_state + done)
        drawn = np.unique(rows)
        table = contingency(labels[drawn], refit.predict(X[drawn]).astype(np.int64), k)
        ari_sum += adjusted_rand_index(table)
        jaccard_sum += best_jaccard(table)
        left = n_bootstrap - done
        best_case = (ari_sum + left) / n_bootstrap, (jaccard_sum.min() + left) / n_bootstrap
        if best_case[0] < MIN_ARI or best_case[1] < MIN_JACCARD:
            break
    return ari_sum / done, float(jaccard_sum.min()) / done, done


def choose_k(
    X: npt.ArrayLike,
    k_range: Iterable[int] = range(2, 9),
    *,
    n_bootstrap: int = 20,
    n_null: int = 20,
    max_rows: int = 2_000,
    random_state: int = 0,
) -> KChoice:
    """Return the largest k whose clusters are stable and more than a correlated cloud would give.

    A k passes when all of this holds:

    1. the mean adjusted Rand index between the clusters and those of a bootstrap resample is at
       least .8;
    2. so it is for each cluster: its mean Jaccard similarity is at least .75;
    3. its silhouette is above the 95 % quantile of the null's (`permute_columns`) by .05 or more;
    4. its silhouette is above the 95 % quantile of what k clusters find in k - 1 clusters that hold
       nothing but a cloud each: no kind was just cut in two.

    Nulls are compared by silhouette since stability alone is no evidence: with enough rows a long
    cloud is cut at the same place every time. The margin is an effect size: the null's spread
    shrinks with n, so any company with enough customers would beat the bare quantile. When no k
    passes, two clusters are returned with `is_stable` False: usable as a split, no proof of kinds.

    Parameters
    ----------
    X : array of shape (n_customers, n_features), standardized, sorted by customer id
    k_range : iterable of int, each at least 2
    n_bootstrap, n_null : int
        Resamples and null data sets for each k.
    max_rows : int
        The search looks at that many rows (`select_rows`), which bounds its time and keeps the
        meaning of the bars the same for small and large companies (stability grows with n).
    random_state : int

    Raises
    ------
    ValueError
        A k below 2, missing values, or all customers alike.

    References
    ----------
    Hennig (2007), Cluster-wise assessment of cluster stability, CSDA 52; von Luxburg (2010),
    Clustering stability: an overview; Tibshirani, Walther & Hastie (2001), Estimating the number of
    clusters via the gap statistic, JRSS B 63 (comparison with a reference distribution).
    """
    ks = sorted(set(k_range))
    if not ks or ks[0] < 2:
        raise ValueError(f"k_range must hold numbers of at least 2, got {ks}")
    matrix = check_features(X)
    matrix = matrix[select_rows(len(matrix), max_rows)]
    distinct = len(np.unique(matrix, axis=0))
    if distinct < 2:
        raise ValueError("all customers are alike in every feature: there is nothing to cluster")
    tried: list[KDiagnostics] = []
    # What is checked once need not be checked in thousands of fits.
    checked = config_context(assume_finite=True, skip_parameter_validation=True)
    with threadpool_limits(limits=1), checked:
        fitted: dict[int, KMeans] = {}

        def base_fit(k: int) -> KMeans:
            if k not in fitted:
                fitted[k] = _kmeans(matrix, k, 10, random_state)
            return fitted[k]

        def null_quantile(k: int, labels: IntArray) -> float:
            reached = []
            clouds = _Clouds(matrix, labels)
            for i in range(n_null):
                null = clouds.draw(np.random.default_rng([random_state, 0, i]))
                centers = _kmeans(null, k, 1, random_state).cluster_centers_
                reached.append(simplified_silhouette(null, centers))
            return float(np.quantile(reached, NULL_QUANTILE))

        for k in [one for one in ks if one < distinct] or [2]:
            base = base_fit(k)
            silhouette = simplified_silhouette(matrix, base.cluster_centers_)
            ari, jaccard, done = _stability(
                matrix, base.labels_.astype(np.int64), k, n_bootstrap, random_state
            )
            passes = ari >= MIN_ARI and jaccard >= MIN_JACCARD
            null = coarser_null = np.nan
            if passes:
                null = null_quantile(k, np.zeros(len(matrix), dtype=np.int64))
                passes = silhouette >= null + MARGIN
            if passes:
                coarser_null = null if k == 2 else null_quantile(k, base_fit(k - 1).labels_)
                passes = silhouette > coarser_null
            tried.append(
                KDiagnostics(
                    k=k,
                    bootstrap_ari=ari,
                    min_jaccard=jaccard,
                    silhouette=silhouette,
                    null_silhouette=null,
                    coarser_silhouette=coarser_null,
                    inertia=float(base.inertia_),
                    resample_count=done,
                    passes=passes,
                )
            )
    passing = [one.k for one in tried if one.passes]
    bars = (
        f"bootstrap ARI >= {MIN_ARI}, every Jaccard >= {MIN_JACCARD}, "
        f"silhouette >= null + {MARGIN} and above that of k - 1 clusters cut once more"
    )
    if passing:
        return KChoice(passing[-1], True, f"largest k with {bars}", tuple(tried))
    return KChoice(2, False, f"two-cluster split: no k has {bars}", tuple(tried))
