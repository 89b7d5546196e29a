"""Lay out the fitted transforms and centers wide, so that assignment is plain SQL."""

from clustomers.methods.clusters import models_from_diagnostics


def model(dbt, session):
    columns = dbt.ref("int_cluster_features").columns
    names = [name for name in columns if name not in ("customer_id", "snapshot_date")]
    return models_from_diagnostics(dbt.ref("ml_cluster_diagnostics").df(), feature_names=names)
