-- Grain: one row per day of the years in which anything happened. A period is complete
-- when the whole of it lies between the first order or event and the as-of date.
with as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

fiscal_periods as (
    select * from {{ ref('stg_planning__fiscal_calendar') }}
    where reject_reason is null
),

holidays as (
    select * from {{ ref('stg_planning__holidays') }}
    where reject_reason is null
),

holiday_names as (
    select
        holiday_date,
        min(holiday_name) as holiday_name
    from holidays
    group by 1
),

first_days as (
    select min(order_date) as first_date
    from {{ ref('int_orders_placed') }}
    union all
    select min(event_date) as first_date
    from {{ ref('int_events_collected') }}
),

bounds as (
    select
        coalesce(min(first_days.first_date), max(as_of.as_of_date)) as first_date,
        max(as_of.as_of_date) as as_of_date
    from as_of
    cross join first_days
),

days as (
    select
        {{ date_series(
            dbt.date_trunc('year', 'first_date'),
            dbt.last_day('as_of_date', 'year')
        ) }} as date_day
    from bounds
),

periods as (
    select
        date_day,
        cast({{ dbt.date_trunc('week', 'date_day') }} as date) as week_start_date,
        cast({{ dbt.date_trunc('month', 'date_day') }} as date) as month_start_date,
        cast({{ dbt.date_trunc('quarter', 'date_day') }} as date) as quarter_start_date,
        cast({{ dbt.date_trunc('year', 'date_day') }} as date) as year_start_date,
        cast({{ dbt.dateadd('day', 6, dbt.date_trunc('week', 'date_day')) }} as date)
            as week_end_date,
        cast({{ dbt.last_day('date_day', 'month') }} as date) as month_end_date,
        cast({{ dbt.last_day('date_day', 'quarter') }} as date) as quarter_end_date,
        cast({{ dbt.last_day('date_day', 'year') }} as date) as year_end_date
    from days
),

final as (
    select
        periods.date_day,
        holiday_names.holiday_name,
        cast(extract(week from periods.date_day) as integer) as iso_week,
        cast(extract(month from periods.date_day) as integer) as month_number,
        cast(extract(quarter from periods.date_day) as integer) as quarter_number,
        cast(extract(year from periods.date_day) as integer) as calendar_year,
        cast(
            coalesce(
                fiscal_periods.fiscal_year, extract(year from periods.date_day)
            ) as integer
        ) as fiscal_year,
        cast(
            coalesce(
                fiscal_periods.fiscal_period, extract(month from periods.date_day)
            ) as integer
        ) as fiscal_period,
        cast(
            {{ dbt.datediff('periods.week_start_date', 'periods.date_day', 'day') }}
            + 1 as integer
        ) as iso_weekday,
        {{ dbt.datediff('periods.week_start_date', 'periods.date_day', 'day') }}
        >= 5 as is_weekend,
        holiday_names.holiday_name is not null as is_holiday,
        periods.date_day between bounds.first_date and bounds.as_of_date as is_complete,
        periods.week_start_date >= bounds.first_date
        and periods.week_end_date <= bounds.as_of_date as is_week_complete,
        periods.month_start_date >= bounds.first_date
        and periods.month_end_date <= bounds.as_of_date as is_month_complete,
        periods.quarter_start_date >= bounds.first_date
        and periods.quarter_end_date <= bounds.as_of_date as is_quarter_complete,
        periods.year_start_date >= bounds.first_date
        and periods.year_end_date <= bounds.as_of_date as is_year_complete,
        periods.week_start_date,
        periods.week_end_date,
        periods.month_start_date,
        periods.month_end_date,
        periods.quarter_start_date,
        periods.quarter_end_date,
        periods.year_start_date,
        periods.year_end_date
    from periods
    cross join bounds
    left join fiscal_periods
        on periods.date_day
            between fiscal_periods.start_date and fiscal_periods.end_date
    left join holiday_names on periods.date_day = holiday_names.holiday_date
)

select * from final
