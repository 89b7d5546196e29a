"""Customer clusters that stay comparable over time.

`transform` puts features on one scale, `choice` says how many clusters there are if any, `model`
finds and aligns them, `history` chains versions over snapshots, `frames` turns all into tables.
"""

from clustomers.methods.clusters.choice import (
    KChoice,
    KDiagnostics,
    adjusted_rand_index,
    best_jaccard,
    choose_k,
    contingency,
    permute_columns,
    permute_within,
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
    drift,
    fit_history,
    population_stability,
)
from clustomers.methods.clusters.model import (
    CustomerClusters,
    Membership,
    align,
    membership_variance,
    soft_membership,
)
from clustomers.methods.clusters.transform import FeatureTransform

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
    "Membership",
    "adjusted_rand_index",
    "align",
    "assign_customer_clusters",
    "best_jaccard",
    "choose_k",
    "contingency",
    "drift",
    "fit_customer_clusters",
    "fit_history",
    "membership_variance",
    "models_from_diagnostics",
    "permute_columns",
    "permute_within",
    "population_stability",
    "select_rows",
    "simplified_silhouette",
    "soft_membership",
    "versions_from_models",
]
