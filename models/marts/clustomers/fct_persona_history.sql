-- Grain: persona x snapshot, as far as the clusters in force have told it apart: how
-- many belong to it and what they spent. Customers add up within a snapshot. Personas
-- made of segments have their history in fct_segment_memberships.
with assigned as (
    select * from {{ ref('fct_customer_clustomers') }}
    where business_line = 'all'
),

snapshots as (
    select * from {{ ref('fct_customer_snapshots') }}
),

counted as (
    select
        replace(assigned.clustomer_id, 'clustomer', 'persona') as persona_id,
        assigned.snapshot_date,
        max(assigned.cluster_version) as cluster_version,
        count(*) as customer_count,
        sum(case when assigned.has_moved then 1 else 0 end) as entered_count,
        sum(snapshots.net_sales_amount_90d) as net_sales_amount_90d
    from assigned
    inner join snapshots
        on assigned.customer_id = snapshots.customer_id
            and assigned.snapshot_date = snapshots.snapshot_date
    group by 1, 2
),

final as (
    select
        persona_id,
        cast(cluster_version as integer) as cluster_version,
        cast(customer_count as integer) as customer_count,
        cast(entered_count as integer) as entered_count,
        cast(customer_count as double)
        / nullif(sum(customer_count) over snapshot, 0) as customer_share,
        cast(net_sales_amount_90d as decimal(18, 2)) as net_sales_amount_90d,
        snapshot_date
    from counted
    where customer_count >= {{ var('min_group_size') }}
    window snapshot as (partition by snapshot_date)
)

select * from final
