-- Grain: one row. The last day that looks like a full day of business, so that one row
-- dated 2099 cannot move it: neither in a company of thousands of rows a day, nor in
-- one of two, where it is half a usual day but follows a stretch without any.
with days as (
    select * from {{ ref('stg_landing__days') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

totals as (
    select
        landed_date,
        sum(row_count) as row_count,
        {{ dbt.datediff(
            'lag(landed_date) over (order by landed_date asc nulls last)',
            'landed_date',
            'day'
        ) }} as gap_days
    from days
    group by 1
),

usual as (
    select
        median(row_count) as row_count,
        coalesce(median(gap_days), 0) as gap_days
    from totals
),

last_full_day as (
    select max(totals.landed_date) as landed_date
    from totals
    cross join usual
    where totals.row_count >= {{ var('as_of_minimum_share') }} * usual.row_count
        and coalesce(totals.gap_days, 0) <= greatest(31, 4 * usual.gap_days)
),

as_of as (
    select
        company.time_zone,
        coalesce(
            try_cast({{ variable('as_of_date') }} as date), last_full_day.landed_date
        )
            as as_of_date
    from company
    cross join last_full_day
),

final as (
    select
        time_zone,
        as_of_date,
        {{ start_of_day(dbt.dateadd('day', 1, 'as_of_date'), 'as_of') }} as ends_at
    from as_of
)

select * from final
