-- Grain: customer x snapshot date, for customers with an order in the 90 days before.
-- Nothing adds up over snapshots.
with assigned as (
    select * from {{ ref('ml_customer_clusters') }}
),

snapshots as (
    select * from {{ ref('int_snapshot_dates') }}
),

typed as (
    select
        customer_id,
        cast(cluster_version as integer) as cluster_version,
        concat_ws('-', 'clustomer', cluster_number) as clustomer_id,
        concat_ws('-', 'clustomer', second_cluster_number) as second_clustomer_id,
        cast(membership_share as double) as membership_share,
        cast(second_membership_share as double) as second_membership_share,
        cast(distance as double) as distance,
        cast(snapshot_date as date) as snapshot_date
    from assigned
),

final as (
    select
        typed.customer_id,
        typed.clustomer_id,
        typed.second_clustomer_id,
        lag(typed.clustomer_id) over (
            partition by typed.customer_id order by typed.snapshot_date asc nulls last
        ) as previous_clustomer_id,
        typed.cluster_version,
        typed.membership_share,
        typed.second_membership_share,
        typed.distance,
        snapshots.is_as_of_date,
        typed.snapshot_date
    from typed
    inner join snapshots on typed.snapshot_date = snapshots.snapshot_date
)

select * from final
