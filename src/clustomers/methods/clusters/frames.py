"""Clusters as tables: frames in, frames with fixed columns and types out.

The chain is fitted once, into one long table, and everything else is read from it:

    features → fit → diagnostics (long, holds the models too) → models (wide) → assignments
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from clustomers.methods.clusters.history import ClusterVersion, Finding, fit_history
from clustomers.methods.clusters.transform import (
    PARAMETERS,
    FeatureTransform,
    FloatArray,
    check_features,
)

ROW_KINDS = (*PARAMETERS, "variance", "center")
MODEL_PREFIX = "model_"
DATE = "datetime64[us]"
MODEL_KEYS = {
    "cluster_version": "int64",
    "version_from_snapshot": DATE,
    "row_kind": "str",
    "cluster_number": "Int64",
}
DIAGNOSTIC_COLUMNS = {
    "cluster_version": "int64",
    "snapshot_date": DATE,
    "metric": "str",
    "cluster_number": "Int64",
    "feature": "str",
    "k": "Int64",
    "metric_value": "float64",
}
ASSIGNMENT_COLUMNS = {
    "customer_id": "str",
    "snapshot_date": DATE,
    "cluster_version": "int64",
    "cluster_number": "int64",
    "membership_share": "float64",
    "second_cluster_number": "int64",
    "second_membership_share": "float64",
    "distance": "float64",
}


@dataclass(frozen=True)
class ClusterFit:
    """The two tables of a fit.

    `models` is wide: `cluster_version`, `version_from_snapshot`, `row_kind`, `cluster_number` (of a
    center, else null), then one column per feature. Kinds are lower, upper, is_logged, mean, scale,
    weight and variance (one row each per version; the variance of the soft membership is the same
    number in every feature) and center (one row per cluster).

    `diagnostics` is long: `cluster_version`, `snapshot_date`, `metric`, `cluster_number`,
    `feature`, `k`, `metric_value`; unique in all but the last. Metrics that begin with `model_` are
    the models again, see `models_from_diagnostics`.
    """

    models: pd.DataFrame
    diagnostics: pd.DataFrame


def _typed(rows: Sequence[Sequence[object]], columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns)).astype(columns)


def _snapshots(
    features: pd.DataFrame, feature_names: Sequence[str]
) -> Iterator[tuple[pd.Timestamp, pd.Series[str], FloatArray]]:
    """Yield each snapshot with its customers, both in order."""
    missing = {"customer_id", "snapshot_date", *feature_names} - set(features.columns)
    if missing:
        raise ValueError(f"features: no column {', '.join(sorted(missing))}; select it upstream")
    if not feature_names:
        raise ValueError("features: name at least one feature to cluster on")
    days = pd.to_datetime(features["snapshot_date"]).dt.as_unit("us")
    ids = features["customer_id"].astype("str")
    if days.isna().any() or features["customer_id"].isna().any():
        raise ValueError("features: customer_id and snapshot_date must not be null")
    matrix = check_features(features[list(feature_names)].to_numpy(np.float64), feature_names)
    keys = pd.DataFrame({"snapshot_date": days.to_numpy(), "customer_id": ids.to_numpy()})
    keys = keys.sort_values("customer_id").sort_values("snapshot_date", kind="stable")
    order = keys.index.to_numpy()
    starts = np.unique(keys["snapshot_date"].to_numpy(), return_index=True)[1].tolist()
    for start, end in itertools.pairwise([*starts, len(keys)]):
        customers = keys["customer_id"].iloc[start:end]
        day = pd.Timestamp(keys["snapshot_date"].iloc[start])
        if customers.duplicated().any():
            raise ValueError(f"features: a customer_id stands twice in snapshot {day:%Y-%m-%d}")
        yield day, customers, matrix[order[start:end]]


def fit_customer_clusters(
    features: pd.DataFrame,
    *,
    feature_names: Sequence[str],
    blocks: Sequence[str] | None = None,
    optional_blocks: Sequence[str] = (),
    min_customers: int = 200,
    min_history_days: int = 180,
    review_every_months: int = 3,
    random_state: int = 0,
) -> ClusterFit:
    """Fit the chain of cluster versions over all snapshots, see `fit_history`.

    Parameters
    ----------
    features : DataFrame
        One row per customer and snapshot: `customer_id`, `snapshot_date` and the features, numbers
        without missing values. The order of rows has no influence.
    feature_names : sequence of str
    blocks, optional_blocks
        See `find_kinds`.
    min_customers, min_history_days, review_every_months, random_state : int

    Returns
    -------
    ClusterFit
        With empty tables of the same types when there is too little data.

    Raises
    ------
    ValueError
        A column is not there or has missing values, or a customer stands twice in a snapshot.
    """
    names = list(feature_names)
    by_snapshot = {day.date(): X for day, _, X in _snapshots(features, names)}
    history = fit_history(
        by_snapshot,
        names,
        blocks=blocks,
        optional_blocks=optional_blocks,
        min_customers=min_customers,
        min_history_days=min_history_days,
        review_every_months=review_every_months,
        random_state=random_state,
    )
    findings = [*history.findings]
    for version in history.versions:
        findings += _model_findings(version, names)
    rows = [
        (
            f.cluster_version,
            f.snapshot_date,
            f.metric,
            f.cluster_number,
            f.feature,
            f.k,
            f.metric_value,
        )
        for f in findings
    ]
    diagnostics = _typed(rows, DIAGNOSTIC_COLUMNS)
    return ClusterFit(models_from_diagnostics(diagnostics, feature_names=names), diagnostics)


def _model_findings(version: ClusterVersion, names: Sequence[str]) -> Iterator[Finding]:
    rows: list[tuple[str, int | None, FloatArray]] = [
        (kind, None, values) for kind, values in version.transform.parameters().items()
    ]
    rows.append(("variance", None, np.full(len(names), version.variance)))
    for number, center in zip(version.cluster_numbers.tolist(), version.centers, strict=True):
        rows.append(("center", number, center))
    for kind, cluster, values in rows:
        for name, value in zip(names, values.tolist(), strict=True):
            yield Finding(
                version.number, version.from_snapshot, MODEL_PREFIX + kind, value, cluster, name
            )


def models_from_diagnostics(
    diagnostics: pd.DataFrame, *, feature_names: Sequence[str]
) -> pd.DataFrame:
    """Turn the `model_` rows of the diagnostics into the wide table of models, bit for bit.

    Parameters
    ----------
    diagnostics : DataFrame
        As `fit_customer_clusters` returned it, or read back from a table.
    feature_names : sequence of str

    Returns
    -------
    DataFrame
        The `models` of `ClusterFit`.
    """
    columns = MODEL_KEYS | {name: "float64" for name in feature_names}
    stored = diagnostics[diagnostics["metric"].isin([MODEL_PREFIX + kind for kind in ROW_KINDS])]
    if stored.empty:
        return _typed([], columns)
    long = stored.assign(
        kind_order=stored["metric"].map(
            {MODEL_PREFIX + kind: i for i, kind in enumerate(ROW_KINDS)}
        ),
        cluster_number=stored["cluster_number"].astype("Int64").fillna(0),
    )
    keys = ["cluster_version", "snapshot_date", "kind_order", "cluster_number"]
    wide = long.pivot(index=keys, columns="feature", values="metric_value").sort_index()
    frame = wide.reset_index().rename(columns={"snapshot_date": "version_from_snapshot"})
    frame["row_kind"] = frame["kind_order"].map(dict(enumerate(ROW_KINDS)))
    frame["cluster_number"] = frame["cluster_number"].where(frame["cluster_number"] > 0)
    result = frame[list(columns)].astype(columns)
    result.columns.name = None
    return result


def versions_from_models(models: pd.DataFrame) -> list[ClusterVersion]:
    """Read the stored models back, oldest version first."""
    names = [name for name in models.columns if name not in MODEL_KEYS]
    versions = []
    for number, rows in models.groupby("cluster_version", sort=True):
        by_kind = {kind: rows[rows["row_kind"] == kind] for kind in ROW_KINDS}
        lost = [kind for kind, found in by_kind.items() if found.empty]
        if lost:
            raise ValueError(f"models: version {number} has no rows of kind {', '.join(lost)}")
        centers = by_kind["center"].sort_values("cluster_number")
        first_row = {k: f[names].to_numpy(np.float64)[0] for k, f in by_kind.items()}
        from_snapshot: date = pd.Timestamp(rows["version_from_snapshot"].iloc[0]).date()
        versions.append(
            ClusterVersion(
                number=int(str(number)),
                from_snapshot=from_snapshot,
                transform=FeatureTransform.from_parameters(first_row),
                centers=centers[names].to_numpy(np.float64),
                cluster_numbers=centers["cluster_number"].to_numpy(np.int64),
                variance=float(first_row["variance"][0]),
            )
        )
    return versions


def assign_customer_clusters(features: pd.DataFrame, models: pd.DataFrame) -> pd.DataFrame:
    """Assign every customer and snapshot by the version in force at that snapshot.

    Parameters
    ----------
    features : DataFrame
        As for `fit_customer_clusters`.
    models : DataFrame
        The `models` of `ClusterFit`; its feature columns say which features are read.

    Returns
    -------
    DataFrame
        `customer_id`, `snapshot_date`, `cluster_version`, `cluster_number`, `membership_share`,
        `second_cluster_number`, `second_membership_share`, `distance` (to the cluster's centre, in
        standardized units), sorted by snapshot and customer. Snapshots before the first version
        have no rows.
    """
    versions = versions_from_models(models)
    if not versions or features.empty:
        return _typed([], ASSIGNMENT_COLUMNS)
    names = [name for name in models.columns if name not in MODEL_KEYS]
    parts = []
    for day, customers, X in _snapshots(features, names):
        in_force = [version for version in versions if version.from_snapshot <= day.date()]
        if not in_force:
            continue
        version = in_force[-1]
        found = version.membership(X)
        part = {
            "customer_id": customers,
            "snapshot_date": day,
            "cluster_version": version.number,
            "cluster_number": version.cluster_numbers[found.first],
            "membership_share": found.first_share,
            "second_cluster_number": version.cluster_numbers[found.second],
            "second_membership_share": found.second_share,
            "distance": found.distance,
        }
        parts.append(pd.DataFrame(part).astype(ASSIGNMENT_COLUMNS))
    return pd.concat(parts, ignore_index=True) if parts else _typed([], ASSIGNMENT_COLUMNS)
