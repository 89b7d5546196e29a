"""Fit and assign clusters of a million customers, next to scikit-learn's KMeans on all rows.

Run: python benchmarks/bench_clusters.py [n_customers]. Exits 1 when the bar is missed.
"""

from __future__ import annotations

import os
import platform
import sys
import time

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans

from clustomers.methods.clusters import (
    FeatureTransform,
    adjusted_rand_index,
    assign_customer_clusters,
    contingency,
    fit_customer_clusters,
)

BAR_SECONDS = 10.0
REPEATS = 3
N_FEATURES = 10
N_KINDS = 5
BLOCKS = [f"block_{j // 2}" for j in range(N_FEATURES)]


def make_features(n_customers: int) -> pd.DataFrame:
    """Return one snapshot of log-normal features of five kinds of customers."""
    rng = np.random.default_rng(0)
    centers = rng.normal(scale=2.0, size=(N_KINDS, N_FEATURES))
    kinds = rng.integers(N_KINDS, size=n_customers)
    values = np.exp(centers[kinds] + rng.normal(size=(n_customers, N_FEATURES)))
    features = pd.DataFrame(values, columns=[f"feature_{j}" for j in range(N_FEATURES)])
    features.insert(0, "snapshot_date", pd.Timestamp("2026-06-30"))
    features.insert(0, "customer_id", [f"c{i:09d}" for i in range(n_customers)])
    return features.sample(frac=1, random_state=0)


def main() -> int:
    """Print sizes and times; return the exit code."""
    n_customers = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    features = make_features(n_customers)
    names = [name for name in features.columns if name.startswith("feature_")]

    ordered = features.sort_values("customer_id")[names].to_numpy()
    fit_times, assign_times, plain_times = [], [], []
    for _ in range(REPEATS):
        start = time.perf_counter()
        fit = fit_customer_clusters(
            features, feature_names=names, blocks=BLOCKS, min_history_days=0
        )
        fitted = time.perf_counter()
        assigned = assign_customer_clusters(features, fit.models)
        done = time.perf_counter()
        k = int((fit.models["row_kind"] == "center").sum())
        plain_start = time.perf_counter()
        X = FeatureTransform().fit(ordered, blocks=BLOCKS).transform(ordered)
        plain = KMeans(k, n_init=10, random_state=0).fit_predict(X)
        plain_times.append(time.perf_counter() - plain_start)
        fit_times.append(fitted - start)
        assign_times.append(done - fitted)
    labels = assigned["cluster_number"].to_numpy() - 1
    agreement = adjusted_rand_index(contingency(labels, plain.astype(np.int64), k))
    totals = [one + other for one, other in zip(fit_times, assign_times, strict=True)]
    seconds, plain_seconds = min(totals), min(plain_times)
    best = totals.index(seconds)

    print(f"machine    {platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    print(f"size       {n_customers:,} customers x {len(names)} features, k = {k} found")
    print(f"runs       best of {REPEATS}; together {min(totals):.2f} to {max(totals):.2f} s")
    print(f"fit        {fit_times[best]:6.2f} s (with the search of k)")
    print(f"assign     {assign_times[best]:6.2f} s (with first and second shares)")
    print(f"together   {seconds:6.2f} s, bar {BAR_SECONDS:.0f} s")
    print(f"plain      {plain_seconds:6.2f} s (transform and KMeans on all rows, k given)")
    print(f"ratio      {plain_seconds / seconds:6.2f} x, ARI of both assignments {agreement:.4f}")
    return int(seconds > BAR_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
