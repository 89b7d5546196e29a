-- Grain: period type x period. Periods that had begun by the as-of date; the running
-- one is not complete.
with dates as (
    select * from {{ ref('dim_dates') }}
),

days as (
    select
        'day' as period_type,
        is_complete,
        date_day as period_start_date,
        date_day as period_end_date
    from dates
    where is_complete
),

weeks as (
    select distinct -- many days make one period
        'week' as period_type,
        is_week_complete as is_complete,
        week_start_date as period_start_date,
        week_end_date as period_end_date
    from dates
    where is_complete
),

months as (
    select distinct -- many days make one period
        'month' as period_type,
        is_month_complete as is_complete,
        month_start_date as period_start_date,
        month_end_date as period_end_date
    from dates
    where is_complete
),

quarters as (
    select distinct -- many days make one period
        'quarter' as period_type,
        is_quarter_complete as is_complete,
        quarter_start_date as period_start_date,
        quarter_end_date as period_end_date
    from dates
    where is_complete
),

years as (
    select distinct -- many days make one period
        'year' as period_type,
        is_year_complete as is_complete,
        year_start_date as period_start_date,
        year_end_date as period_end_date
    from dates
    where is_complete
),

periods as (
    select * from days
    union all
    select * from weeks
    union all
    select * from months
    union all
    select * from quarters
    union all
    select * from years
),

final as (
    select
        period_type,
        is_complete,
        period_start_date,
        period_end_date,
        lag(period_start_date) over (
            partition by period_type order by period_start_date asc nulls last
        ) as previous_period_start_date
    from periods
)

select * from final
