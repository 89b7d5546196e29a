"""Replay the edges of the identity graph in time: which customer each identifier named when."""

from clustomers.methods.identity import replay_components


def model(dbt, session):
    edges = dbt.ref("int_identity_edges").order("first_seen_at, node_a, node_b").df()
    return replay_components(edges)
