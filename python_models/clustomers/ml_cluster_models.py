"""Lay out the fitted transforms and centers wide, so that assignment is plain SQL."""

from clustomers.methods.clusters import line_models


def model(dbt, session):
    columns = dbt.ref("int_cluster_features").columns
    names = [c for c in columns if c not in ("business_line", "customer_id", "snapshot_date")]
    return line_models(dbt.ref("ml_cluster_diagnostics").df(), feature_names=names)
