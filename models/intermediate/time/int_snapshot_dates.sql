-- Grain: one row per snapshot: every month end since the first order, and the as-of
-- date.
with dates as (
    select * from {{ ref('dim_dates') }}
    where is_complete
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

final as (
    select
        dates.date_day as snapshot_date,
        dates.date_day = as_of.as_of_date as is_as_of_date,
        dates.date_day = dates.month_end_date as is_month_end
    from dates
    cross join as_of
    where dates.date_day = dates.month_end_date or dates.date_day = as_of.as_of_date
)

select * from final
