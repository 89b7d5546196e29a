"""Clusters: known answers, alignment, history that is never rewritten, SQL that says the same."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from clustomers.methods.clusters import (
    ASSIGNMENT_COLUMNS,
    DIAGNOSTIC_COLUMNS,
    MODEL_KEYS,
    CustomerClusters,
    FeatureTransform,
    adjusted_rand_index,
    align,
    assign_customer_clusters,
    best_jaccard,
    choose_k,
    communality,
    contingency,
    drift,
    find_kinds,
    fit_customer_clusters,
    fit_history,
    fit_lines,
    membership_variance,
    models_from_diagnostics,
    permute_columns,
    population_stability,
    select_rows,
    simplified_silhouette,
    soft_membership,
)

CENTERS = np.array(
    [[0, 0, 0, 0], [6, 0, 3, 0], [0, 6, 0, 3], [6, 6, -3, -3], [-5, 3, 6, -4]], dtype=float
)
NAMES = ["recency", "spend", "breadth", "tenure"]
MONTH_ENDS = [d.date() for d in pd.date_range("2025-01-31", periods=10, freq="ME")]


def blobs(k: int, n: int, seed: int = 0, centers: np.ndarray = CENTERS) -> np.ndarray:
    rng = np.random.default_rng(seed)
    kinds = np.arange(n) % k
    return centers[kinds] + rng.normal(size=(n, centers.shape[1]))


def standardize(X: np.ndarray) -> np.ndarray:
    return (X - X.mean(axis=0)) / X.std(axis=0)


def panel(data: dict[date, np.ndarray]) -> pd.DataFrame:
    parts = []
    for day, X in data.items():
        part = pd.DataFrame(X, columns=NAMES)
        part["spend"] = np.exp(part["spend"] / 2)  # skewed, so that it is logged
        part.insert(0, "snapshot_date", pd.Timestamp(day))
        part.insert(0, "customer_id", [f"c{i:05d}" for i in range(len(X))])
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def moving() -> dict[date, np.ndarray]:
    """Three kinds until June; from July kind 3 is gone and there are two new ones."""
    early = {d: blobs(3, 240, seed=i) for i, d in enumerate(MONTH_ENDS[:6])}
    after = CENTERS[[0, 1, 3, 4]]
    late = {d: blobs(4, 260, 50 + i, after) for i, d in enumerate(MONTH_ENDS[6:])}
    return early | late


@pytest.fixture(scope="module")
def features(moving: dict[date, np.ndarray]) -> pd.DataFrame:
    return panel(moving)


@pytest.fixture(scope="module")
def fit(features: pd.DataFrame):
    with threadpool_limits(limits=1):
        return fit_customer_clusters(features, feature_names=NAMES, min_history_days=50)


# --- how many clusters -------------------------------------------------------------------------


@pytest.mark.parametrize(("k", "n"), [(2, 400), (3, 450), (5, 700)])
def test_choose_k_finds_separated_kinds(k: int, n: int) -> None:
    choice = choose_k(standardize(blobs(k, n)))
    assert (choice.k, choice.is_stable) == (k, True)
    assert [one.k for one in choice.by_k] == list(range(2, 9))
    chosen = next(one for one in choice.by_k if one.k == k)
    assert chosen.bootstrap_ari > 0.95
    assert chosen.min_jaccard > 0.95
    assert chosen.silhouette > chosen.null_silhouette + 0.05
    assert chosen.silhouette > chosen.coarser_silhouette


def no_kinds(name: str) -> np.ndarray:
    rng = np.random.default_rng(3)
    if name == "uniform":
        return rng.uniform(size=(400, 4))
    if name == "round":
        return rng.normal(size=(400, 4))
    if name == "elongated":
        return (
            rng.normal(size=(400, 4))
            @ np.diag([5, 1, 1, 1])
            @ np.linalg.qr(rng.normal(size=(4, 4)))[0]
        )
    if name == "activity":  # all grow with one skewed quantity, as customer features do
        return np.log1p(rng.poisson(rng.gamma(0.8, 8, size=(400, 1)) * np.ones((1, 4))))
    return np.column_stack([rng.permutation(column) for column in blobs(3, 400).T])


@pytest.mark.parametrize("name", ["uniform", "round", "elongated", "activity", "permuted blobs"])
def test_choose_k_flags_two_clusters_where_there_are_no_kinds(name: str) -> None:
    choice = choose_k(standardize(no_kinds(name)))
    assert (choice.k, choice.is_stable) == (2, False)
    assert "no k" in choice.rule


def test_stability_alone_would_have_believed_an_elongated_cloud() -> None:
    choice = choose_k(standardize(no_kinds("activity")), range(2, 3))
    assert choice.by_k[0].bootstrap_ari >= 0.8
    assert choice.by_k[0].min_jaccard >= 0.75
    assert not choice.by_k[0].passes


def test_choose_k_refuses_customers_who_are_all_alike_and_one_cluster() -> None:
    with pytest.raises(ValueError, match="alike"):
        choose_k(np.ones((300, 3)))
    with pytest.raises(ValueError, match="at least 2"):
        choose_k(np.eye(3), [1])


def test_permuted_columns_keep_values_and_rank_correlations() -> None:
    rng = np.random.default_rng(0)
    X = np.exp(rng.multivariate_normal([0, 0, 0], [[1, 0.8, 0], [0.8, 1, 0], [0, 0, 1]], 2000))
    null = permute_columns(X, rng)
    np.testing.assert_array_equal(np.sort(null, axis=0), np.sort(X, axis=0))
    found, wanted = spearmanr(null).statistic, spearmanr(X).statistic
    np.testing.assert_allclose(found, wanted, atol=0.06)
    constant = permute_columns(np.column_stack([X[:, 0], np.ones(2000)]), rng)
    assert (constant[:, 1] == 1).all()


# --- agreement by hand -------------------------------------------------------------------------


def test_adjusted_rand_index_by_hand() -> None:
    first, second = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])
    table = contingency(first, second, 3)
    assert table[:2].tolist() == [[2, 1, 0], [0, 1, 2]]
    # 2 pairs together in both; 6 and 3 in each; 15 in all: (2 - 6*3/15) / ((6+3)/2 - 6*3/15)
    assert adjusted_rand_index(table) == pytest.approx(0.8 / 3.3, abs=1e-15)
    assert adjusted_rand_index(np.diag([2.0, 3.0])) == 1
    assert adjusted_rand_index(np.array([[5.0]])) == 1


def test_adjusted_rand_index_equals_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    for k in (2, 4, 7):
        first, second = rng.integers(k, size=(2, 200))
        found = adjusted_rand_index(contingency(first, second, k))
        assert found == pytest.approx(adjusted_rand_score(first, second), abs=1e-12)


def test_jaccard_by_hand() -> None:
    # {0,1,2} against {0,1}: 2/3; {3,4,5} against {4,5}: 2/3; an empty cluster: 0
    table = np.array([[2.0, 1, 0], [0, 1, 2], [0, 0, 0]])
    np.testing.assert_allclose(best_jaccard(table), [2 / 3, 2 / 3, 0])


def test_simplified_silhouette_by_hand() -> None:
    X, centers = np.array([[0.0], [1.0], [4.0], [2.0]]), np.array([[0.0], [4.0]])
    assert simplified_silhouette(X, centers) == pytest.approx((1 + 2 / 3 + 1 + 0) / 4)


# --- the transform -----------------------------------------------------------------------------


def test_transform_logs_skewed_nonnegative_columns_only() -> None:
    rng = np.random.default_rng(0)
    skewed = rng.lognormal(3, 1, 1000)
    X = np.column_stack([skewed, rng.normal(size=1000), skewed - 20, np.full(1000, 7.0)])
    transform = FeatureTransform().fit(X)
    assert transform.is_logged_.tolist() == [True, False, False, False]
    Z = transform.transform(X)
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(Z.std(axis=0), [1, 1, 1, 0], atol=1e-12)
    assert transform.scale_[3] == 1
    assert (transform.transform(np.full((1, 4), 1e9))[0, 3]) == 0
    np.testing.assert_allclose(transform.lower_, np.quantile(X, 0.01, axis=0))
    inside = np.clip(X, transform.lower_, transform.upper_)
    np.testing.assert_allclose(transform.inverse_transform(Z), inside, atol=1e-9)


def test_transform_is_rebuilt_from_its_stored_numbers() -> None:
    X = np.random.default_rng(0).lognormal(size=(500, 3))
    transform = FeatureTransform().fit(X)
    again = FeatureTransform.from_parameters(transform.parameters())
    np.testing.assert_array_equal(again.transform(X), transform.transform(X))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_missing_values_are_refused_by_name(features: pd.DataFrame, bad: float) -> None:
    broken = features.copy()
    broken.loc[3, "breadth"] = bad
    with pytest.raises(ValueError, match=r"breadth \(1 rows\)"):
        fit_customer_clusters(broken, feature_names=NAMES)
    with pytest.raises(ValueError, match="tenure_days"):
        fit_customer_clusters(features, feature_names=["tenure_days"])
    twice = pd.concat([features, features.head(1)])
    with pytest.raises(ValueError, match="stands twice in snapshot 2025-01-31"):
        fit_customer_clusters(twice, feature_names=NAMES)


# --- what features share -----------------------------------------------------------------------


def test_communality_is_the_squared_multiple_correlation_with_other_blocks() -> None:
    rng = np.random.default_rng(0)
    common, own = rng.normal(size=(2, 4000))
    noise = rng.normal(size=(4000, 3))
    Z = standardize(
        np.column_stack([common + noise[:, 0], common + noise[:, 1], own, own + noise[:, 2]])
    )
    found = communality(Z, ["a", "b", "c", "c"])
    # correlation of the first two is 1/2; the last two share much, but within one block
    np.testing.assert_allclose(found[:2], 0.25, atol=0.03)
    np.testing.assert_allclose(found[2:], 0, atol=0.003)
    smc = 1 - 1 / np.diag(np.linalg.inv(np.corrcoef(Z[:, :2].T)))
    np.testing.assert_allclose(found[:2], smc, atol=0.003)


def test_features_of_a_single_block_all_count() -> None:
    assert communality(standardize(blobs(3, 60)), ["one"] * 4).tolist() == [1] * 4
    with pytest.raises(ValueError, match="3 customers are too few to weigh 4 features"):
        communality(blobs(3, 3), ["a", "b", "b", "b"])


def kinds_and_a_switch(n: int = 900) -> np.ndarray:
    """Three kinds that show in two blocks, and a sharp split in a third that means nothing."""
    rng = np.random.default_rng(1)
    kinds = np.arange(n) % 3
    shifts = np.array([[0.0, 0.0, 0.0], [3.0, 0.0, 3.0], [0.0, 3.0, -3.0]])[kinds]
    switch = 8.0 * rng.integers(2, size=(n, 1)) + rng.normal(size=(n, 1))
    return np.column_stack([shifts + rng.normal(size=(n, 3)), switch])


def test_what_shows_in_one_block_alone_makes_no_kind() -> None:
    X, blocks = kinds_and_a_switch(), ["when", "when", "what", "switch"]
    truth = np.arange(len(X)) % 3
    weighed = find_kinds(X, blocks)
    assert weighed is not None
    assert (weighed.choice.k, weighed.choice.is_stable) == (3, True)
    labels = CustomerClusters(3).fit(weighed.Z).labels_
    assert adjusted_rand_score(truth, labels) > 0.9
    plain = find_kinds(X)
    assert plain is not None
    unweighed = CustomerClusters(plain.choice.k).fit(plain.Z).labels_
    assert adjusted_rand_score(truth, unweighed) < adjusted_rand_score(truth, labels)


def test_an_optional_block_is_used_only_if_it_adds() -> None:
    rng = np.random.default_rng(2)
    truth = np.arange(900) % 3
    useful = np.array([0.0, 2.5, -2.5])[truth] + rng.normal(size=900)
    noise = rng.normal(size=900)
    base = kinds_and_a_switch()[:, :3]
    blocks = ["when", "when", "what", "text"]
    for column, is_used in ((useful, 1.0), (noise, 0.0)):
        kinds = find_kinds(np.column_stack([base, column]), blocks, ["text"])
        assert kinds is not None
        gains = {metric: value for _, metric, value in kinds.block_gains}
        assert gains["block_is_used"] == is_used
        assert (kinds.transform.weight_[3] > 0) == bool(is_used)
        assert {"block_ari_with", "block_separation_without"} <= gains.keys()


def test_lines_of_business_have_clusters_of_their_own(features: pd.DataFrame) -> None:
    both = pd.concat([features.assign(business_line="all"), features.assign(business_line="cafes")])
    blocks = pd.DataFrame({"feature": NAMES, "block": ["a", "a", "b", "b"], "is_optional": False})
    found = fit_lines(both, blocks=blocks)
    assert found.columns[0] == "business_line"
    one, other = (part.drop(columns="business_line") for _, part in found.groupby("business_line"))
    pd.testing.assert_frame_equal(one.reset_index(drop=True), other.reset_index(drop=True))
    with pytest.raises(ValueError, match="clustomer_features: no row for tenure"):
        fit_lines(both, blocks=blocks.head(3))


# --- centres, membership, alignment ------------------------------------------------------------


def test_labels_equal_scikit_learn_and_the_first_choice() -> None:
    X = standardize(blobs(3, 300))
    clusters = CustomerClusters(random_state=0).fit(X)
    plain = KMeans(3, n_init=10, random_state=0).fit(X)
    assert clusters.is_stable_ is True
    assert adjusted_rand_score(clusters.labels_, plain.predict(X)) == 1
    membership = clusters.membership(X)
    np.testing.assert_array_equal(membership.first, clusters.labels_)
    np.testing.assert_array_equal(membership.first, clusters.predict(X))
    assert CustomerClusters(2).fit(X).rule_ == "k = 2 was given"


def test_membership_by_hand() -> None:
    # squared distances 1, 9 and 25 with variance 4: weights 1, exp(-1), exp(-3)
    found = soft_membership(np.array([[1.0]]), np.array([[-2.0], [0.0], [6.0]]), 4.0)
    total = 1 + np.exp(-1) + np.exp(-3)
    assert (found.first[0], found.second[0], found.distance[0]) == (1, 0, 1)
    assert found.first_share[0] == pytest.approx(1 / total)
    assert found.second_share[0] == pytest.approx(np.exp(-1) / total)


def test_membership_variance_recovers_the_noise() -> None:
    X = blobs(3, 3000)
    assert membership_variance(X, CENTERS[:3]) == pytest.approx(1, abs=0.03)


def test_fit_on_few_rows_assigns_all() -> None:
    X = standardize(blobs(4, 4000))
    few = CustomerClusters(4, max_fit_rows=500).fit(X)
    assert adjusted_rand_score(few.labels_, CustomerClusters(4).fit(X).labels_) > 0.98


def test_selected_rows_are_spread_and_see_every_shard() -> None:
    assert select_rows(3, 4).tolist() == [0, 1, 2]
    rows = select_rows(100_000, 5_000)
    assert len(np.unique(rows)) == 5_000
    assert np.diff(rows).max() < 60
    for shards in (2, 3, 4, 8, 10, 16):
        counts = np.bincount(rows % shards, minlength=shards)
        assert counts.min() > 0.9 * 5_000 / shards


def test_affine_scaling_of_features_changes_nothing() -> None:
    X = blobs(3, 450)
    scaled = X * np.array([1e-3, 2, 100, 7]) + np.array([0, -3, 5, 0])
    labels = [
        CustomerClusters(3).fit(FeatureTransform().fit(part).transform(part)).labels_
        for part in (X, scaled)
    ]
    np.testing.assert_array_equal(*labels)


def test_align_finds_permuted_centres() -> None:
    assert align(CENTERS, CENTERS[[2, 0, 4, 1, 3]] + 0.1).tolist() == [3, 1, 5, 2, 4]


def test_align_gives_a_new_cluster_a_new_number() -> None:
    assert align(CENTERS[:2], CENTERS[[2, 1, 0]]).tolist() == [3, 2, 1]


def test_align_does_not_reuse_the_number_of_a_vanished_cluster() -> None:
    gone = align(CENTERS[:3], CENTERS[[0, 2]])
    assert gone.tolist() == [1, 3]
    back = align(CENTERS[[0, 2]], CENTERS[[0, 1, 2]], previous_numbers=[1, 3], next_number=4)
    assert back.tolist() == [1, 4, 3]


def test_align_takes_a_far_centre_for_a_new_cluster() -> None:
    moved = np.array([[0, 0, 0, 0.5], [40, 40, 0, 0]])
    assert align(CENTERS[:2], moved).tolist() == [1, 2]
    assert align(CENTERS[:2], moved, max_distance=2).tolist() == [1, 3]


def test_drift_sees_the_feature_and_the_share_that_moved() -> None:
    before, after = blobs(2, 2000, 1), blobs(2, 2000, 2)
    after[:, 2] += 1.0
    found = drift(before, after, np.arange(2000) % 2, np.arange(2000) // 500 % 4 // 3)
    assert found.psi[2] > 0.1
    assert found.psi[[0, 1, 3]].max() < 0.05
    np.testing.assert_allclose(found.share_shift, [0.25, -0.25])
    assert drift(before, after).share_shift.size == 0


def test_psi_by_hand() -> None:
    # one edge at 0: shares 3/4 and 1/4 before, 1/4 and 3/4 after, without smoothing ln 3
    before, after = (
        np.repeat([[0.0], [1.0]], [30000, 10000], 0),
        np.repeat([[0.0], [1.0]], [10000, 30000], 0),
    )
    assert population_stability(before, after, n_bins=2)[0] == pytest.approx(np.log(3), abs=1e-3)


# --- history -----------------------------------------------------------------------------------


def test_versions_change_at_a_review_and_numbers_last(fit) -> None:
    versions = fit.models.groupby("cluster_version")["version_from_snapshot"].first()
    # version 1 at the first month end after 50 days; kinds change in July, the next review is in
    # September
    assert versions.dt.strftime("%Y-%m-%d").tolist() == ["2025-03-31", "2025-09-30"]
    centers = fit.models[fit.models["row_kind"] == "center"]
    assert centers.groupby("cluster_version")["cluster_number"].apply(list).map(len).tolist() == [
        3,
        4,
    ]
    first, second = (set(part) for _, part in centers.groupby("cluster_version")["cluster_number"])
    assert first == {1, 2, 3}
    assert len(first & second) == 2
    assert second - first == {4, 5}


def test_numbers_mean_the_same_before_and_after(features: pd.DataFrame, fit) -> None:
    assigned = assign_customer_clusters(features, fit.models)
    assigned = assigned.merge(features, on=["customer_id", "snapshot_date"])
    is_between = assigned["snapshot_date"].isin(pd.to_datetime(MONTH_ENDS[6:8]))
    assigned = assigned[~is_between]  # July and August: new kinds, still the old version
    mean = assigned.groupby(["cluster_version", "cluster_number"])[NAMES].mean()
    for number in set(mean.loc[1].index) & set(mean.loc[2].index):
        assert np.linalg.norm(mean.loc[1].loc[number] - mean.loc[2].loc[number]) < 1


def test_history_is_never_rewritten(features: pd.DataFrame, fit) -> None:
    whole = assign_customer_clusters(features, fit.models)
    for last in (MONTH_ENDS[4], MONTH_ENDS[7]):  # before version 2, which must change nothing
        known = features[features["snapshot_date"] <= pd.Timestamp(last)]
        part = fit_customer_clusters(known, feature_names=NAMES, min_history_days=50)
        pd.testing.assert_frame_equal(
            assign_customer_clusters(known, part.models),
            whole[whole["snapshot_date"] <= pd.Timestamp(last)],
        )
        key = [c for c in DIAGNOSTIC_COLUMNS if c != "metric_value"]
        said = fit.diagnostics[fit.diagnostics["snapshot_date"] <= pd.Timestamp(last)]
        pd.testing.assert_frame_equal(
            part.diagnostics.sort_values(key, ignore_index=True),
            said.sort_values(key, ignore_index=True),
        )


def test_a_snapshot_inside_a_month_fits_nothing(moving: dict[date, np.ndarray]) -> None:
    days = [date(2025, 3, 30), date(2025, 6, 29)]
    only = {MONTH_ENDS[0]: moving[MONTH_ENDS[0]], days[0]: moving[MONTH_ENDS[2]]}
    assert fit_history(only, NAMES, min_history_days=50).versions == ()
    with_month_end = only | {MONTH_ENDS[3]: moving[MONTH_ENDS[3]], days[1]: moving[MONTH_ENDS[8]]}
    history = fit_history(with_month_end, NAMES, min_history_days=50)
    assert [version.from_snapshot for version in history.versions] == [MONTH_ENDS[3]]


def test_nothing_is_published_while_nothing_moves() -> None:
    still = {d: blobs(3, 300, seed=i) for i, d in enumerate(MONTH_ENDS[:4])}
    history = fit_history(still, NAMES, min_history_days=0)
    found = {f.metric: f.metric_value for f in history.findings if f.metric.startswith("review")}
    assert len(history.versions) == 1
    assert found["review_is_due"] == found["review_is_published"] == 0
    assert found["review_refit_ari"] > 0.95


def test_a_refit_that_does_not_hold_replaces_nothing() -> None:
    kinds = {d: blobs(3, 300, seed=i) for i, d in enumerate(MONTH_ENDS[:3])}
    cloud = {MONTH_ENDS[3]: np.random.default_rng(0).normal(4, 2, size=(300, 4))}
    history = fit_history(kinds | cloud, NAMES, min_history_days=0)
    found = {f.metric: f.metric_value for f in history.findings if f.snapshot_date == MONTH_ENDS[3]}
    assert len(history.versions) == 1
    assert (found["review_is_due"], found["review_is_published"], found["is_stable"]) == (1, 0, 0)


def test_diagnostics_key_and_sums(fit) -> None:
    key = [c for c in DIAGNOSTIC_COLUMNS if c != "metric_value"]
    assert not fit.diagnostics.duplicated(key).any()
    assert fit.diagnostics["metric_value"].notna().all()
    shares = fit.diagnostics[fit.diagnostics["metric"] == "cluster_share"]
    total = shares.groupby("snapshot_date")["metric_value"].sum()
    np.testing.assert_allclose(total, 1)
    assert len(total) == 8


# --- tables ------------------------------------------------------------------------------------


def test_assignment_in_sql_equals_python(features: pd.DataFrame, fit) -> None:
    is_logged = fit.models[fit.models["row_kind"] == "is_logged"]
    assert is_logged["spend"].tolist() == [1, 1]
    assert is_logged["recency"].tolist() == [0, 0]

    def z(name: str) -> str:
        kept = f"least(greatest(features.{name}, lower.{name}), upper.{name})"
        logged = f"case when is_logged.{name} = 1 then ln(1 + {kept}) else {kept} end"
        return f"(({logged}) - mean.{name}) / scale.{name}"

    kinds = ["lower", "upper", "is_logged", "mean", "scale"]
    joins = " ".join(
        f"inner join models as {kind} on {kind}.row_kind = '{kind}' "
        f"and {kind}.cluster_version = versions.cluster_version"
        for kind in [*kinds, "center"]
    )
    distance = " + ".join(f"power({z(name)} - center.{name}, 2)" for name in NAMES)
    with duckdb.connect() as connection:
        connection.register("features", features)
        connection.register("models", fit.models)
        found = connection.sql(f"""
            with versions as (
                select
                    features.customer_id, features.snapshot_date,
                    max(models.cluster_version) as cluster_version
                from features
                inner join models on models.version_from_snapshot <= features.snapshot_date
                group by 1, 2
            ),
            distances as (
                select
                    features.customer_id, features.snapshot_date, center.cluster_number,
                    {distance} as squared
                from features
                inner join versions using (customer_id, snapshot_date)
                {joins}
            )
            select
                customer_id, snapshot_date,
                arg_min(cluster_number, squared) as cluster_number,
                sqrt(min(squared)) as distance
            from distances
            group by 1, 2
            order by 2, 1
        """).df()
    assigned = assign_customer_clusters(features, fit.models)
    assert len(found) == len(assigned) > 1800
    assert (found["cluster_number"].to_numpy() != assigned["cluster_number"].to_numpy()).sum() == 0
    np.testing.assert_allclose(found["distance"], assigned["distance"], atol=1e-9)


def test_row_order_and_threads_change_nothing(features: pd.DataFrame, fit) -> None:
    shuffled = features.sample(frac=1, random_state=1)
    with threadpool_limits(limits=4):
        again = fit_customer_clusters(shuffled, feature_names=NAMES, min_history_days=50)
        assigned = assign_customer_clusters(shuffled, again.models)
    pd.testing.assert_frame_equal(again.models, fit.models, check_exact=True)
    pd.testing.assert_frame_equal(again.diagnostics, fit.diagnostics, check_exact=True)
    pd.testing.assert_frame_equal(
        assigned, assign_customer_clusters(features, fit.models), check_exact=True
    )


def test_models_survive_a_table_bit_for_bit(features: pd.DataFrame, fit) -> None:
    with duckdb.connect() as connection:
        connection.register("diagnostics", fit.diagnostics)
        connection.sql("create table stored as select * from diagnostics order by metric_value")
        back = connection.table("stored").df()
        models = models_from_diagnostics(back, feature_names=NAMES)
        pd.testing.assert_frame_equal(models, fit.models, check_exact=True)
        connection.sql(
            "create table models as select * from models order by row_kind, cluster_number desc"
        )
        read = connection.table("models").df()
    pd.testing.assert_frame_equal(
        assign_customer_clusters(features, read),
        assign_customer_clusters(features, fit.models),
        check_exact=True,
    )


def types(frame: pd.DataFrame) -> dict[str, str]:
    return frame.dtypes.astype(str).to_dict()


@pytest.mark.parametrize("count", [0, 199])
def test_too_little_data_is_typed_and_empty(features: pd.DataFrame, fit, count: int) -> None:
    few = features.groupby("snapshot_date").head(count)
    empty = fit_customer_clusters(few, feature_names=NAMES, min_history_days=50)
    assigned = assign_customer_clusters(few, empty.models)
    assert len(empty.models) == len(empty.diagnostics) == len(assigned) == 0
    assert types(empty.models) == types(fit.models) == MODEL_KEYS | dict.fromkeys(NAMES, "float64")
    assert types(empty.diagnostics) == types(fit.diagnostics) == DIAGNOSTIC_COLUMNS
    assert types(assigned) == ASSIGNMENT_COLUMNS
    assert types(assign_customer_clusters(features, fit.models)) == ASSIGNMENT_COLUMNS
    assert len(assign_customer_clusters(features.head(300), fit.models)) == 0
    with duckdb.connect() as connection:
        for name, type_ in {"customer_id": "VARCHAR", "cluster_number": "BIGINT"}.items():
            assert connection.sql(f"select {name} from assigned").types == [type_]


def test_customers_who_are_all_alike_have_no_clusters(features: pd.DataFrame) -> None:
    same = features.assign(**dict.fromkeys(NAMES, 1.0))
    assert fit_customer_clusters(same, feature_names=NAMES, min_history_days=0).models.empty


# --- properties --------------------------------------------------------------------------------

values = st.floats(-50, 50, width=32)


@settings(max_examples=60, deadline=None)
@given(
    X=arrays(float, (7, 3), elements=values),
    centers=arrays(float, (4, 3), elements=values),
    variance=st.floats(1e-3, 1e3),
)
def test_shares_are_shares(X: np.ndarray, centers: np.ndarray, variance: float) -> None:
    found = soft_membership(X, centers, variance)
    assert (found.first != found.second).all()
    assert (found.first_share >= found.second_share).all()
    assert (found.second_share >= 0).all()
    assert (found.first_share + found.second_share <= 1 + 1e-12).all()
    assert (found.first_share >= 1 / len(centers) - 1e-12).all()
    nearest = np.linalg.norm(X[:, None] - centers, axis=2).min(axis=1)
    np.testing.assert_allclose(found.distance, nearest, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(
    before=arrays(float, (4, 2), elements=values, unique=True),
    after=arrays(float, (3, 2), elements=values, unique=True),
    limit=st.floats(0, 100),
)
def test_numbers_are_never_given_twice(before, after, limit: float) -> None:
    numbers = align(
        before, after, previous_numbers=[2, 3, 5, 9], next_number=12, max_distance=limit
    )
    assert len(set(numbers.tolist())) == 3
    kept = [n for n in numbers.tolist() if n < 12]
    assert set(kept) <= {2, 3, 5, 9}
    assert sorted(set(numbers.tolist()) - set(kept)) == list(range(12, 15 - len(kept)))


@settings(max_examples=40, deadline=None)
@given(X=arrays(float, (40, 2), elements=values), Y=arrays(float, (30, 2), elements=values))
def test_psi_is_finite_not_negative_and_zero_for_the_same(X: np.ndarray, Y: np.ndarray) -> None:
    assert (population_stability(X, Y) >= 0).all()
    assert np.isfinite(population_stability(X, Y)).all()
    np.testing.assert_allclose(population_stability(X, X), 0, atol=1e-12)
