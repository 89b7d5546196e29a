-- Grain: period type x day, with the period that the day lies in: what happened on a
-- day finds its periods by the day, not by comparing it with every period. Days before
-- the first order or event are in none: their year is listed, their months are not.
with periods as (
    select * from {{ ref('int_periods_listed') }}
),

dates as (
    select * from {{ ref('dim_dates') }}
    where is_complete
),

final as (
    select
        periods.period_type,
        periods.period_start_date,
        dates.date_day
    from periods
    inner join dates
        on dates.date_day
            between periods.period_start_date and periods.period_end_date
)

select * from final
