-- Grain: line of business, or all, x customer x snapshot, where the year before holds
-- enough orders and kept appointments to tell how somebody buys: how many, and over how
-- many months.
with bought as (
    select * from {{ ref('int_traits_bought') }}
),

consented as (
    select * from {{ ref('int_snapshots_consented') }}
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
        month_date,
        sum(occasion_count) as occasion_count
    from bought
    where business_line != 'none'
    group by 1, 2, 3
    union all
    select
        'all' as business_line,
        customer_id,
        month_date,
        sum(occasion_count) as occasion_count
    from bought
    group by 2, 3
),

counted as (
    select
        occasions.business_line,
        occasions.customer_id,
        cast(sum(occasions.occasion_count) as bigint) as occasion_count,
        min(occasions.month_date) as first_month_date,
        consented.snapshot_date
    from occasions
    inner join consented
        on occasions.customer_id = consented.customer_id
            and {{ is_in_year_before(
                'occasions.month_date', 'consented.snapshot_date'
            ) }}
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
