"""Clusters over time: frozen versions, watched for drift, replaced only by something that holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from clustomers.methods.clusters.choice import (
    KChoice,
    adjusted_rand_index,
    choose_k,
    contingency,
    select_rows,
    simplified_silhouette,
)
from clustomers.methods.clusters.model import (
    CustomerClusters,
    Membership,
    align,
    nearest_centers,
    soft_membership,
)
from clustomers.methods.clusters.transform import (
    FeatureTransform,
    FloatArray,
    IntArray,
    check_features,
)

MAX_PSI = 0.25
MIN_AGREEMENT = 0.80
MAX_FIT_ROWS = 50_000
BETTER_INERTIA = 0.99
MIN_GAIN = 0.01


@dataclass(frozen=True)
class Drift:
    """PSI per feature, shape (n_features,); change of each cluster's share, shape (k,)."""

    psi: FloatArray
    share_shift: FloatArray


def population_stability(reference_X: FloatArray, X: FloatArray, n_bins: int = 10) -> FloatArray:
    """Return the population stability index of each feature, shape (n_features,).

    Bins end at the reference's deciles (fewer where values repeat); half a row is added to each bin
    so that an empty one stays finite. Below .1 is stable, above .25 a shift, as a rule of thumb.

    References
    ----------
    Siddiqi (2006), Credit Risk Scorecards; Yurdakul (2018), Statistical properties of the PSI.
    """
    result = np.zeros(reference_X.shape[1])
    for j in range(reference_X.shape[1]):
        edges = np.unique(np.quantile(reference_X[:, j], np.arange(1, n_bins) / n_bins))
        shares = []
        for column in (reference_X[:, j], X[:, j]):
            counts = np.bincount(np.searchsorted(edges, column), minlength=len(edges) + 1)
            shares.append((counts + 0.5) / (len(column) + 0.5 * len(counts)))
        result[j] = float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())
    return result


def drift(
    reference_X: FloatArray,
    X: FloatArray,
    reference_labels: IntArray | None = None,
    labels: IntArray | None = None,
) -> Drift:
    """How far customers have moved since the reference.

    Parameters
    ----------
    reference_X, X : ndarray of shape (n_customers, n_features)
        Features at both times; the customers need not be the same.
    reference_labels, labels : ndarray of int, shape (n_customers,), optional
        Clusters (0-based) at both times. Without them `share_shift` is empty.
    """
    shift = np.zeros(0)
    if reference_labels is not None and labels is not None:
        k = int(max(reference_labels.max(), labels.max())) + 1
        shift = _shares(labels, k) - _shares(reference_labels, k)
    return Drift(population_stability(reference_X, X), shift)


def _different_rows(X: FloatArray) -> int:
    return len(np.unique(X, axis=0))


def _shares(labels: IntArray, k: int) -> FloatArray:
    return np.bincount(labels, minlength=k) / len(labels)


@dataclass(frozen=True)
class ClusterVersion:
    """A frozen model: all that it takes to assign customers from `from_snapshot` on.

    `centers` has shape (k, n_features) in standardized units, ordered by `cluster_numbers`, which
    ascend and mean the same cluster in every version.
    """

    number: int
    from_snapshot: date
    transform: FeatureTransform
    centers: FloatArray
    cluster_numbers: IntArray
    variance: float

    def predict(self, X: FloatArray) -> IntArray:
        """Return the position in `cluster_numbers` for raw features, shape (n_customers,)."""
        return nearest_centers(self.transform.transform(X), self.centers)

    def membership(self, X: FloatArray) -> Membership:
        """Assign raw features; positions are those of `cluster_numbers`."""
        return soft_membership(self.transform.transform(X), self.centers, self.variance)


class Finding(NamedTuple):
    """One number about one version at one snapshot; what does not apply is None."""

    cluster_version: int
    snapshot_date: date
    metric: str
    metric_value: float
    cluster_number: int | None = None
    feature: str | None = None
    k: int | None = None


@dataclass(frozen=True)
class History:
    """Every version and every finding, in order of time."""

    versions: tuple[ClusterVersion, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Kinds:
    """How features were weighed, the weighed sample, the search on it, and what blocks brought."""

    transform: FeatureTransform
    Z: FloatArray
    choice: KChoice
    block_gains: tuple[tuple[str, str, float], ...]


Published = tuple[ClusterVersion, Kinds]


def find_kinds(
    X: FloatArray,
    blocks: Sequence[str] | None = None,
    optional_blocks: Sequence[str] = (),
    random_state: int = 0,
) -> Kinds | None:
    """Weigh the features and search for k; an optional block is used only if it earns its place.

    It does when, with it, at least as many clusters pass the rule, and both their stability
    (bootstrap ARI) and their separation (silhouette above the null's) are no worse and one of the
    three is better by .01.

    Parameters
    ----------
    X : ndarray of shape (n_customers, n_features)
        Raw features, sorted by customer id.
    blocks : sequence of str, of length n_features, optional
    optional_blocks : sequence of str
        Blocks that must earn their place, one after the other.
    random_state : int

    Returns
    -------
    Kinds or None
        None where all customers are alike.
    """

    def search(left_out: Sequence[str]) -> tuple[FeatureTransform, FloatArray, KChoice] | None:
        transform = FeatureTransform().fit(X, blocks=blocks, left_out=left_out)
        Z = transform.transform(X)
        if _different_rows(Z) < 2:
            return None
        return transform, Z, choose_k(Z, random_state=random_state)

    left_out = [block for block in optional_blocks if blocks is not None and block in blocks]
    best = search(left_out)
    gains: list[tuple[str, str, float]] = []
    for block in tuple(left_out):
        others = [one for one in left_out if one != block]
        tried = search(others)
        if best is None or tried is None:
            continue
        without, with_it = _quality(best[2]), _quality(tried[2])
        is_used = _adds(without, with_it)
        gains += [
            (block, f"block_{name}", value)
            for name, value in (
                ("k_without", without[0]),
                ("k_with", with_it[0]),
                ("ari_without", without[1]),
                ("ari_with", with_it[1]),
                ("separation_without", without[2]),
                ("separation_with", with_it[2]),
                ("is_used", float(is_used)),
            )
        ]
        if is_used:
            best, left_out = tried, others
    return None if best is None else Kinds(*best, tuple(gains))


def _adds(without: tuple[float, ...], with_it: tuple[float, ...]) -> bool:
    """Whether nothing became worse and something better by more than chance moves it."""
    gains = [b - a for a, b in zip(without, with_it, strict=True)]
    return min(gains) >= 0 and max(gains) >= MIN_GAIN


def _quality(choice: KChoice) -> tuple[float, float, float]:
    """Clusters that pass (0 if none), their stability and their separation."""
    chosen = next(one for one in choice.by_k if one.k == choice.k)
    separation = chosen.silhouette - chosen.null_silhouette
    return (
        float(choice.k) if choice.is_stable else 0.0,
        chosen.bootstrap_ari,
        -1.0 if np.isnan(separation) else separation,
    )


def fit_history(
    features_by_snapshot: Mapping[date, FloatArray],
    feature_names: Sequence[str],
    *,
    blocks: Sequence[str] | None = None,
    optional_blocks: Sequence[str] = (),
    min_customers: int = 200,
    min_history_days: int = 180,
    review_every_months: int = 3,
    random_state: int = 0,
) -> History:
    """Run the chain of versions over all snapshots; nothing is remembered between calls.

    Version 1 is fitted at the first month end that has enough customers and lies `min_history_days`
    after the first snapshot. Its transform and centres are frozen and assign every later snapshot.
    Every `review_every_months` months after it, at the month end, a refit starts from the frozen
    centres. A new version is published when (a) a feature's PSI against the version's own snapshot
    is above .25, or the refit's ARI with the frozen assignment is below .8, or the version in force
    never passed the rule of `choose_k`, **and** (b) the clusters of now pass that rule, **and** (c)
    they are no fewer, unless those in force are not found again. It takes over numbers by `align`
    and is in force from its snapshot on.

    Fits look at no later snapshot, and snapshots inside a month (the as-of date, which moves every
    day) never fit anything, so adding snapshots changes nothing that was said about earlier ones.
    Fits and PSI use at most 50,000 customers (`select_rows`), counts and shares all of them.

    Parameters
    ----------
    features_by_snapshot : mapping of date to ndarray of shape (n_customers, n_features)
        Raw features, each sorted by customer id.
    feature_names : sequence of str
    blocks, optional_blocks
        See `find_kinds`.
    min_customers, min_history_days, review_every_months, random_state : int

    Returns
    -------
    History
        Without versions when there is too little data.

    Raises
    ------
    ValueError
        Missing values; the column is named.
    """
    names = list(feature_names)
    data = {day: check_features(features_by_snapshot[day], names) for day in features_by_snapshot}
    days = [day for day in sorted(data) if len(data[day])]
    versions: list[ClusterVersion] = []
    findings: list[Finding] = []
    is_stable, last_number = False, 0
    reference_X, reference_shares = np.zeros((0, len(names))), np.zeros(0)
    for day in days:
        X = data[day]
        sample = X[select_rows(len(X), MAX_FIT_ROWS)]
        can_fit = (
            (day + timedelta(days=1)).day == 1
            and len(X) >= min_customers
            and (day - days[0]).days >= min_history_days
        )
        published: Published | None = None
        if versions:
            current = versions[-1]
            psi = population_stability(reference_X, sample)
            findings += [
                Finding(current.number, day, "psi", float(value), feature=name)
                for name, value in zip(names, psi, strict=True)
            ]
            since = versions[0].from_snapshot
            months = (day.year - since.year) * 12 + day.month - since.month
            if can_fit and months > 0 and months % review_every_months == 0:
                published, found = _review(
                    current,
                    day,
                    sample,
                    blocks,
                    optional_blocks,
                    float(psi[current.transform.weight_ > 0].max(initial=0)),
                    is_stable,
                    last_number + 1,
                    random_state,
                )
                findings += found
        elif can_fit:
            published = _first_version(
                day, find_kinds(sample, blocks, optional_blocks, random_state), random_state
            )
        if published is not None:
            version, kinds = published
            versions.append(version)
            findings += _search_findings(version.number, day, kinds)
            is_stable = kinds.choice.is_stable
            last_number = max(last_number, int(version.cluster_numbers.max()))
        if versions:
            version = versions[-1]
            counts = np.bincount(version.predict(X), minlength=len(version.centers))
            if published is not None:
                reference_X, reference_shares = sample, counts / len(X)
            findings += _assignment_findings(version, day, sample, counts, reference_shares)
    return History(tuple(versions), tuple(findings))


def _first_version(day: date, kinds: Kinds | None, random_state: int) -> Published | None:
    if kinds is None:
        return None
    k = kinds.choice.k
    clusters = CustomerClusters(k, random_state=random_state).fit(kinds.Z)
    numbers = np.arange(1, k + 1)
    version = ClusterVersion(
        1, day, kinds.transform, clusters.centers_, numbers, clusters.variance_
    )
    return version, kinds


def _review(
    current: ClusterVersion,
    day: date,
    X: FloatArray,
    blocks: Sequence[str] | None,
    optional_blocks: Sequence[str],
    max_psi: float,
    is_stable: bool,
    next_number: int,
    random_state: int,
) -> tuple[Published | None, list[Finding]]:
    """Refit from the frozen centers; return the new version if one is due and holds."""
    k = len(current.centers)
    unused = _unused_blocks(current.transform, blocks)
    transform = FeatureTransform().fit(X, blocks=blocks, left_out=unused)
    Z = transform.transform(X)
    if _different_rows(Z) < k:
        return None, []
    refit = _warm_refit(current, transform, Z, random_state)
    agreement = adjusted_rand_index(contingency(current.predict(X), refit.labels_, k))
    is_due = max_psi > MAX_PSI or agreement < MIN_AGREEMENT or not is_stable
    kinds = find_kinds(X, blocks, optional_blocks, random_state) if is_due else None
    published: Published | None = None
    # Fewer clusters are no better while those in force are found again.
    is_better = not is_stable or agreement < MIN_AGREEMENT
    if kinds is not None and kinds.choice.is_stable and (is_better or kinds.choice.k >= k):
        refit = _warm_refit(current, kinds.transform, kinds.Z, random_state)
        cold = CustomerClusters(kinds.choice.k, random_state=random_state).fit(kinds.Z)
        is_stuck = cold.inertia_ < BETTER_INERTIA * refit.inertia_
        if kinds.choice.k != k or is_stuck:
            refit = cold
        numbers = align(
            _centers_in(current, kinds.transform),
            refit.centers_,
            previous_numbers=current.cluster_numbers.tolist(),
            next_number=next_number,
            max_distance=float(np.sqrt(X.shape[1] * refit.variance_)),
        )
        order = np.argsort(numbers)
        version = ClusterVersion(
            current.number + 1,
            day,
            kinds.transform,
            refit.centers_[order],
            numbers[order],
            refit.variance_,
        )
        published = version, kinds
    findings = [
        Finding(current.number, day, metric, float(value))
        for metric, value in {
            "review_max_psi": max_psi,
            "review_refit_ari": agreement,
            "review_is_due": is_due,
            "review_is_published": published is not None,
        }.items()
    ]
    if kinds is not None and published is None:
        findings += _search_findings(current.number, day, kinds)
    return published, findings


def _unused_blocks(transform: FeatureTransform, blocks: Sequence[str] | None) -> list[str]:
    weighed = zip(blocks or (), transform.weight_, strict=blocks is not None)
    used = {block for block, weight in weighed if weight > 0}
    return sorted(set(blocks or ()) - used)


def _centers_in(version: ClusterVersion, transform: FeatureTransform) -> FloatArray:
    """Return the frozen centers in the units of another transform."""
    return transform.transform(version.transform.inverse_transform(version.centers))


def _warm_refit(
    version: ClusterVersion, transform: FeatureTransform, Z: FloatArray, random_state: int
) -> CustomerClusters:
    clusters = CustomerClusters(len(version.centers), random_state=random_state)
    return clusters.fit(Z, init=_centers_in(version, transform))


def _search_findings(version: int, day: date, kinds: Kinds) -> list[Finding]:
    """Report a search; one that published nothing is reported under the version that stayed."""
    choice = kinds.choice
    findings = [
        Finding(version, day, metric, value, feature=block)
        for block, metric, value in kinds.block_gains
    ]
    findings += [
        Finding(version, day, "chosen_k", choice.k),
        Finding(version, day, "is_stable", choice.is_stable),
    ]
    for one in choice.by_k:
        values = {
            "bootstrap_ari": one.bootstrap_ari,
            "min_jaccard": one.min_jaccard,
            "silhouette": one.silhouette,
            "null_silhouette": one.null_silhouette,
            "coarser_silhouette": one.coarser_silhouette,
            "inertia": one.inertia,
            "resample_count": one.resample_count,
            "passes": one.passes,
        }
        findings += [
            Finding(version, day, f"k_{metric}", float(value), k=one.k)
            for metric, value in values.items()
            if not np.isnan(value)
        ]
    return findings


def _assignment_findings(
    version: ClusterVersion,
    day: date,
    sample: FloatArray,
    counts: IntArray,
    reference_shares: FloatArray,
) -> list[Finding]:
    total = int(counts.sum())
    silhouette = simplified_silhouette(version.transform.transform(sample), version.centers)
    findings = [
        Finding(version.number, day, "customer_count", float(total)),
        Finding(version.number, day, "silhouette", silhouette),
    ]
    for i, number in enumerate(version.cluster_numbers.tolist()):
        share = float(counts[i] / total)
        for metric, value in {
            "cluster_customer_count": float(counts[i]),
            "cluster_share": share,
            "cluster_share_shift": share - float(reference_shares[i]),
        }.items():
            findings.append(Finding(version.number, day, metric, value, number))
    return findings
