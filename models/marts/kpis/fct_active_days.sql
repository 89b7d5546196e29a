-- Grain: month x number of days: how many visitors came on so many days of it, the
-- distribution behind the KPI stickiness.
with sessions as (
    select * from {{ ref('fct_sessions') }}
    where visitor_id is not null
),

periods as (
    select * from {{ ref('int_periods_listed') }}
    where period_type = 'month'
),

visitor_months as (
    select
        visitor_id,
        cast({{ dbt.date_trunc('month', 'session_date') }} as date) as month_date,
        count(distinct session_date) as active_day_count
    from sessions
    group by 1, 2
),

counted as (
    select
        month_date,
        active_day_count,
        count(*) as visitor_count
    from visitor_months
    group by 1, 2
),

final as (
    select
        cast(counted.active_day_count as integer) as active_day_count,
        cast(counted.visitor_count as bigint) as visitor_count,
        cast(counted.visitor_count as double)
        / nullif(sum(counted.visitor_count) over (partition by counted.month_date), 0)
            as visitor_share,
        periods.is_complete as is_complete_period,
        counted.month_date
    from counted
    inner join periods on counted.month_date = periods.period_start_date
)

select * from final
