-- Grain: line of business, or all, x customer x snapshot, where the year before holds
-- enough orders and kept appointments to tell how somebody buys: how many, and over how
-- many months.
with bought as (
    select * from {{ ref('int_traits_bought') }}
    where feature = 'weekend'
),

snapshots as (
    select * from {{ ref('int_snapshot_dates') }}
),

month_ends as (
    select * from snapshots
    where is_month_end
),

norms_in_force as (
    select
        snapshots.snapshot_date,
        max(month_ends.snapshot_date) as norm_date
    from snapshots
    inner join month_ends on snapshots.snapshot_date >= month_ends.snapshot_date
    group by 1
),

occasions as (
    select
        business_line,
        customer_id,
        occasion_count,
        first_month_date,
        snapshot_date
    from bought
    where business_line != 'none'
    union all
    select
        'all' as business_line,
        customer_id,
        occasion_count,
        first_month_date,
        snapshot_date
    from bought
),

counted as (
    select
        business_line,
        customer_id,
        cast(sum(occasion_count) as bigint) as occasion_count,
        min(first_month_date) as first_month_date,
        snapshot_date
    from occasions
    group by 1, 2, 5
),

final as (
    select
        counted.business_line,
        counted.customer_id,
        counted.occasion_count,
        1 + {{ dbt.datediff(
            'counted.first_month_date', 'counted.snapshot_date', 'month'
        ) }} as month_count,
        norms_in_force.norm_date,
        counted.snapshot_date
    from counted
    inner join norms_in_force on counted.snapshot_date = norms_in_force.snapshot_date
    where counted.occasion_count >= {{ var('clustomer_minimum_orders') }}
)

select * from final
