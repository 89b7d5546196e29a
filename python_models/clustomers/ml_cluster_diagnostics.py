"""Find the clusters and chain their versions over snapshots; the fit is stored here as rows."""

from clustomers.methods.clusters import fit_customer_clusters


def model(dbt, session):
    features = dbt.ref("int_cluster_features").order("snapshot_date, customer_id").df()
    names = [name for name in features if name not in ("customer_id", "snapshot_date")]
    return fit_customer_clusters(features, feature_names=names).diagnostics
