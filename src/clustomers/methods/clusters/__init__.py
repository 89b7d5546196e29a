"""Customer clusters that stay comparable over time.

`transform` puts features on one scale, `choice` says how many clusters there are if any, `model`
finds and aligns them, `history` chains versions over snapshots, `frames` turns all into tables,
`lines` does so for every line of business.
"""

from clustomers.methods.clusters.choice import (
    KChoice,
    KDiagnostics,
    adjusted_rand_index,
    best_jaccard,
    choose_k,
    contingency,
    permute_columns,
    select_rows,
    simplified_silhouette,
)
from clustomers.methods.clusters.frames import (
    ASSIGNMENT_COLUMNS,
    DIAGNOSTIC_COLUMNS,
    MODEL_KEYS,
    ROW_KINDS,
    ClusterFit,
    assign_customer_clusters,
    fit_customer_clusters,
    models_from_diagnostics,
    versions_from_models,
)
from clustomers.methods.clusters.history import (
    ClusterVersion,
    Drift,
    Finding,
    History,
    Kinds,
    drift,
    find_kinds,
    fit_history,
    population_stability,
)
from clustomers.methods.clusters.lines import assign_lines, fit_lines, line_models
from clustomers.methods.clusters.model import (
    CustomerClusters,
    Membership,
    align,
    membership_variance,
    soft_membership,
)
from clustomers.methods.clusters.transform import FeatureTransform, communality

__all__ = [
    "ASSIGNMENT_COLUMNS",
    "DIAGNOSTIC_COLUMNS",
    "MODEL_KEYS",
    "ROW_KINDS",
    "ClusterFit",
    "ClusterVersion",
    "CustomerClusters",
    "Drift",
    "FeatureTransform",
    "Finding",
    "History",
    "KChoice",
    "KDiagnostics",
    "Kinds",
    "Membership",
    "adjusted_rand_index",
    "align",
    "assign_customer_clusters",
    "assign_lines",
    "best_jaccard",
    "choose_k",
    "communality",
    "contingency",
    "drift",
    "find_kinds",
    "fit_customer_clusters",
    "fit_history",
    "fit_lines",
    "line_models",
    "membership_variance",
    "models_from_diagnostics",
    "permute_columns",
    "population_stability",
    "select_rows",
    "simplified_silhouette",
    "soft_membership",
    "versions_from_models",
]
