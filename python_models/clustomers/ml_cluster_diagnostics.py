"""Find the clusters and chain their versions over snapshots; the fit is stored here as rows."""

from clustomers.methods.clusters import fit_lines


def model(dbt, session):
    features = dbt.ref("int_cluster_features").order("business_line, snapshot_date, customer_id")
    return fit_lines(features.df(), blocks=dbt.ref("clustomer_features").df())
