"""Assign every customer and snapshot to a first and second cluster by the stored models."""

from clustomers.methods.clusters import assign_customer_clusters


def model(dbt, session):
    features = dbt.ref("int_cluster_features").order("snapshot_date, customer_id").df()
    return assign_customer_clusters(features, dbt.ref("ml_cluster_models").df())
