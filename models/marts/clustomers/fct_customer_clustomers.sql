-- Grain: line of business, or all, x customer x snapshot date, for customers who bought
-- often enough in the year before to show how. Nothing adds up over snapshots or lines.
with assigned as (
    select * from {{ ref('ml_customer_clusters') }}
    {{ and_built(
        key='snapshot_date',
        rows=ref('ml_customer_clusters'),
        model_name='ml_customer_clusters'
    ) }}
),

snapshots as (
    select
        snapshot_date,
        is_as_of_date,
        lag(snapshot_date) over (order by snapshot_date asc nulls last)
            as earlier_snapshot_date
    from {{ ref('int_snapshot_dates') }}
),

typed as (
    select
        customer_id,
        business_line,
        cast(cluster_version as integer) as cluster_version,
        {{ clustomer_id('business_line', 'cluster_number') }}
            as clustomer_id,
        {{ clustomer_id('business_line', 'second_cluster_number') }}
            as second_clustomer_id,
        cast(membership_share as double) as membership_share,
        cast(second_membership_share as double) as second_membership_share,
        cast(distance as double) as distance,
        cast(snapshot_date as date) as snapshot_date
    from assigned
),

followed as (
    select
        typed.*,
        lag(typed.clustomer_id) over history as previous_clustomer_id,
        lag(typed.cluster_version) over history as previous_version,
        lag(typed.snapshot_date) over history as previous_snapshot_date
    from typed
    window
        history as (
            partition by typed.business_line, typed.customer_id
            order by typed.snapshot_date asc nulls last
        )
),

final as (
    select
        followed.customer_id,
        followed.business_line,
        followed.clustomer_id,
        followed.second_clustomer_id,
        followed.previous_clustomer_id,
        followed.cluster_version,
        followed.membership_share,
        followed.second_membership_share,
        followed.distance,
        coalesce(
            followed.clustomer_id != followed.previous_clustomer_id
            and followed.cluster_version = followed.previous_version
            and followed.previous_snapshot_date = snapshots.earlier_snapshot_date,
            false
        ) as has_moved,
        snapshots.is_as_of_date,
        followed.snapshot_date
    from followed
    inner join snapshots on followed.snapshot_date = snapshots.snapshot_date
)

select * from final
