"""Assign every customer and snapshot to a first and second cluster by the stored models."""

from clustomers.methods.clusters import assign_lines


def model(dbt, session):
    features = dbt.ref("int_cluster_features").order("business_line, snapshot_date, customer_id")
    return assign_lines(features.df(), dbt.ref("ml_cluster_models").df())
