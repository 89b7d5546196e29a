-- Grain: one row. The last day that looks like a full day of business, so that one row
-- dated 2099 cannot move it.
with days as (
    select * from {{ ref('stg_landing__days') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

totals as (
    select
        landed_date,
        sum(row_count) as row_count
    from days
    group by 1
),

usual as (
    select median(row_count) as median_row_count
    from totals
),

last_full_day as (
    select max(totals.landed_date) as landed_date
    from totals
    cross join usual
    where totals.row_count >= {{ var('as_of_minimum_share') }} * usual.median_row_count
),

final as (
    select
        company.time_zone,
        coalesce(
            try_cast({{ variable('as_of_date') }} as date), last_full_day.landed_date
        )
            as as_of_date
    from company
    cross join last_full_day
)

select * from final
