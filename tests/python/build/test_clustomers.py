"""Clustomers of three demo companies, against the behavioral types that were planted."""

import pandas as pd
from sklearn.metrics import adjusted_rand_score
from truth_checks import Truth

# The type of a customer is that of the person most of whose identifiers it holds.
KINDS = """
    select customer_id, arg_max(kind, identifier_count) as kind
    from (
        select identified.customer_id, people.kind, count(*) as identifier_count
        from truth.identifiers as identifiers
        inner join warehouse.intermediate.int_customers_identified as identified
            on identifiers.identifier_type = identified.identifier_type
            and identifiers.identifier_value = identified.identifier_value
        inner join truth.people as people on identifiers.person_id = people.person_id
        where not identifiers.is_shared
        group by all
    )
    group by 1
"""


def memberships(typed_truth: Truth) -> pd.DataFrame:
    """Return every customer's clustomer on each snapshot, with the planted type."""
    rows = typed_truth.rows(f"""
        select business_line, snapshot_date, cluster_version, members.customer_id, clustomer_id,
            kinds.kind
        from warehouse.clustomers.fct_customer_clustomers as members
        inner join ({KINDS}) as kinds on members.customer_id = kinds.customer_id
        order by all
    """)
    columns = ["line", "day", "version", "customer_id", "clustomer_id", "kind"]
    return pd.DataFrame(rows, columns=columns)


def test_clustomers_are_the_planted_types(typed_truth: Truth) -> None:
    """The number of clusters is found; on no month end are they far from the types."""
    members = memberships(typed_truth)
    found = {
        (line, day): adjusted_rand_score(rows["kind"], rows["clustomer_id"])
        for (line, day), rows in members.groupby(["line", "day"])
        if line == "all"
    }
    assert found[max(found)] >= 0.75
    assert sum(agreement >= 0.75 for agreement in found.values()) >= 0.9 * len(found)
    assert members[members["line"] == "all"]["clustomer_id"].nunique() >= 4


def test_clustomers_of_a_line_are_its_own(typed_truth: Truth) -> None:
    members = memberships(typed_truth)
    last = members[(members["line"] == "cafes") & (members["day"] == members["day"].max())]
    assert last["clustomer_id"].str.startswith("cafes-clustomer-").all()
    assert adjusted_rand_score(last["kind"], last["clustomer_id"]) >= 0.75
    refused = typed_truth.rows("""
        select business_line, reason from warehouse.clustomers.dim_clustomer_models
        where status = 'refused' order by 1
    """)
    assert [line for line, _ in refused] == ["boutique", "dental practice", "software"]
    assert all(reason.startswith("Of 200 customers with 8 orders") for _, reason in refused)


def test_labels_are_kept_over_refits(typed_truth: Truth) -> None:
    """Of those in a clustomer before and after a new version, nine in ten keep its number."""
    members = memberships(typed_truth)
    members = members[members["line"] == "all"].sort_values(["customer_id", "day"])
    before = members.groupby("customer_id")[["version", "clustomer_id", "day"]].shift()
    days = sorted(members["day"].unique())
    follows = dict(zip(days[1:], days[:-1], strict=True))
    refitted = (before["version"] != members["version"]) & (
        before["day"] == members["day"].map(follows)
    )
    kept = (members["clustomer_id"] == before["clustomer_id"])[refitted]
    assert len(kept) > 500
    assert kept.mean() >= 0.9


def test_moves_are_told_by_what_changed(typed_truth: Truth) -> None:
    """The first reason is the feature with the largest contribution, and it did change."""
    moves, wrong = typed_truth.rows("""
        with ranked as (
            select features.*,
                max(contribution) over (
                    partition by business_line, customer_id, snapshot_date
                ) as largest
            from warehouse.clustomers.fct_clustomer_move_features as features
        )
        select
            count(*),
            count(*) filter (
                where ranked.contribution is distinct from ranked.largest
                    or moves.reason not like '%now%before%'
                    or ranked.contribution <= 0
            )
        from warehouse.clustomers.fct_clustomer_moves as moves
        left join ranked on moves.business_line = ranked.business_line
            and moves.customer_id = ranked.customer_id
            and moves.snapshot_date = ranked.snapshot_date
            and moves.first_feature = ranked.feature
    """)[0]
    assert moves > 50
    assert wrong == 0


def test_assignment_from_the_frozen_tables_is_the_same(typed_truth: Truth) -> None:
    """Plain SQL over the published parameters and the features gives every membership."""
    features = [
        name
        for (name,) in typed_truth.rows("""
            select distinct feature from warehouse.clustomers.fct_clustomer_parameters order by 1
        """)
    ]
    listed = ", ".join(f"('{name}', features.{name})" for name in features)
    different, compared = typed_truth.rows(f"""
        with long as (
            select features.business_line, features.customer_id, features.snapshot_date,
                named.feature, named.feature_value
            from warehouse.intermediate.int_cluster_features as features
            cross join lateral (values {listed}) as named (feature, feature_value)
        ),
        distances as (
            select members.business_line, members.customer_id, members.snapshot_date,
                members.clustomer_id as assigned, parameters.clustomer_id,
                sum(power((
                    case when parameters.is_logged then ln(1 + kept) else kept end
                    - parameters.mean_value
                ) / parameters.scale * parameters.feature_weight - parameters.center_value, 2))
                    as distance
            from warehouse.clustomers.fct_customer_clustomers as members
            inner join long on members.business_line = long.business_line
                and members.customer_id = long.customer_id
                and members.snapshot_date = long.snapshot_date
            inner join warehouse.clustomers.fct_clustomer_parameters as parameters
                on members.business_line = parameters.business_line
                and members.cluster_version = parameters.cluster_version
                and long.feature = parameters.feature
            cross join lateral (
                select least(greatest(long.feature_value, parameters.lower_bound),
                    parameters.upper_bound) as kept
            )
            group by all
        ),
        nearest as (
            select assigned, arg_min(clustomer_id, distance) as clustomer_id
            from distances group by business_line, customer_id, snapshot_date, assigned
        )
        select count(*) filter (where assigned != clustomer_id), count(*) from nearest
    """)[0]
    assert compared > 5_000
    assert different == 0
