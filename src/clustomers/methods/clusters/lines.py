"""Clusters within each line of business, and over all: the same chain for every population."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from clustomers.methods.clusters.frames import (
    ASSIGNMENT_COLUMNS,
    DIAGNOSTIC_COLUMNS,
    MODEL_KEYS,
    assign_customer_clusters,
    fit_customer_clusters,
    models_from_diagnostics,
)

LINE = "business_line"
KEYS = (LINE, "customer_id", "snapshot_date")


def _each_line(
    frame: pd.DataFrame,
    method: Callable[[str, pd.DataFrame], pd.DataFrame],
    columns: dict[str, str],
) -> pd.DataFrame:
    """Apply a method to every line's rows and put the line in front of what it returns."""
    parts = []
    for line, rows in frame.groupby(LINE, sort=True):
        part = method(str(line), rows.drop(columns=LINE))
        part.insert(0, LINE, line)
        parts.append(part)
    types = {LINE: "str"} | columns
    empty = pd.DataFrame(columns=list(types))
    return pd.concat(parts or [empty], ignore_index=True).astype(types)


def fit_lines(
    features: pd.DataFrame,
    *,
    blocks: pd.DataFrame,
    optional_blocks: Sequence[str] = (),
) -> pd.DataFrame:
    """Fit the chain of cluster versions of every line, see `fit_customer_clusters`.

    Parameters
    ----------
    features : DataFrame
        `business_line`, `customer_id`, `snapshot_date` and the features.
    blocks : DataFrame
        `feature`, `block` and `is_optional` of each feature: an optional block must earn its place.

    Returns
    -------
    DataFrame
        The diagnostics of `fit_customer_clusters`, with `business_line` in front.

    Raises
    ------
    ValueError
        A feature that has no block; it is named.
    """
    names = [
        name for name in features.columns if name not in (LINE, "customer_id", "snapshot_date")
    ]
    known = blocks.set_index("feature")
    missing = sorted(set(names) - set(known.index))
    if missing:
        raise ValueError(
            f"clustomer_features: no row for {', '.join(missing)}; add one to the seed"
        )
    optional = known.loc[known["is_optional"], "block"]
    return _each_line(
        features,
        lambda _, rows: (
            fit_customer_clusters(
                rows,
                feature_names=names,
                blocks=known.loc[names, "block"].tolist(),
                optional_blocks=sorted(set(optional)),
            ).diagnostics
        ),
        DIAGNOSTIC_COLUMNS,
    )


def line_models(diagnostics: pd.DataFrame, *, feature_names: Sequence[str]) -> pd.DataFrame:
    """Lay out the models of every line wide, see `models_from_diagnostics`."""
    columns = MODEL_KEYS | dict.fromkeys(feature_names, "float64")
    return _each_line(
        diagnostics,
        lambda _, rows: models_from_diagnostics(rows, feature_names=feature_names),
        columns,
    )


def assign_lines(features: pd.DataFrame, models: pd.DataFrame) -> pd.DataFrame:
    """Assign the customers of every line by its own models, see `assign_customer_clusters`."""
    by_line = {str(line): rows.drop(columns=LINE) for line, rows in models.groupby(LINE)}
    none = models.head(0).drop(columns=LINE)
    return _each_line(
        features,
        lambda line, rows: assign_customer_clusters(rows, by_line.get(line, none)),
        ASSIGNMENT_COLUMNS,
    )
