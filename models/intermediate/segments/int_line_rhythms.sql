-- Grain: customer x business line x snapshot date, from the first purchase in the line
-- on: how long ago the last one was, and the gap that nine in ten of the customer's own
-- gaps stay within. With too few gaps, customers share the rhythm of all in the line.
with days as (
    select * from {{ ref('int_line_days') }}
),

snapshots as (
    select * from {{ ref('int_snapshots_consented') }}
),

totals as (
    select
        days.customer_id,
        days.business_line,
        snapshots.snapshot_date,
        snapshots.is_as_of_date,
        count(days.gap_days) as gap_count,
        percentile_cont(0.9) within group (order by days.gap_days asc) as gap_days_p90,
        min(days.purchase_date) as first_purchase_date,
        max(days.purchase_date) as last_purchase_date
    from days
    inner join snapshots
        on days.customer_id = snapshots.customer_id
            and days.purchase_date <= snapshots.snapshot_date
    group by 1, 2, 3, 4
),

pooled as (
    select
        totals.business_line,
        totals.snapshot_date,
        percentile_cont(0.9) within group (order by days.gap_days asc) as gap_days_p90
    from totals
    inner join days
        on totals.customer_id = days.customer_id
            and totals.business_line = days.business_line
            and totals.snapshot_date >= days.purchase_date
    where totals.gap_count < {{ var('own_gap_minimum') }} and days.gap_days is not null
    group by 1, 2
),

-- Until anyone with few purchases has come back, the pool is every gap there is.
everyone as (
    select
        business_line,
        snapshot_date,
        avg(gap_days_p90) as gap_days_p90
    from totals
    group by 1, 2
),

final as (
    select
        totals.customer_id,
        totals.business_line,
        totals.snapshot_date,
        totals.is_as_of_date,
        case
            when totals.gap_count >= {{ var('own_gap_minimum') }} then 'own'
            else 'pooled'
        end as rhythm_source,
        greatest(
            {{ var('minimum_gap_days') }},
            case
                when totals.gap_count >= {{ var('own_gap_minimum') }}
                    then totals.gap_days_p90
                else coalesce(
                        pooled.gap_days_p90,
                        everyone.gap_days_p90,
                        {{ var('minimum_gap_days') }}
                    )
            end
        ) as usual_gap_days,
        {{ dbt.datediff('totals.first_purchase_date', 'totals.snapshot_date', 'day') }}
            as customer_age_days,
        {{ dbt.datediff('totals.last_purchase_date', 'totals.snapshot_date', 'day') }}
            as days_since_last_order
    from totals
    left join pooled
        on totals.business_line = pooled.business_line
            and totals.snapshot_date = pooled.snapshot_date
    left join everyone
        on totals.business_line = everyone.business_line
            and totals.snapshot_date = everyone.snapshot_date
)

select * from final
