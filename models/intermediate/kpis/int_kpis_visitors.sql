-- Grain: kpi x period x dimension value, for KPIs that count visitors. A session of
-- nobody that can be told apart counts for none.
with sessions as (
    select
        session_date,
        visitor_id,
        channel,
        device_type,
        city,
        1 as session_count
    from {{ ref('fct_sessions') }}
    where visitor_id is not null
),

dates as (
    select * from {{ ref('dim_dates') }}
    where is_complete
),

periods as (
    select * from {{ ref('int_period_days') }}
),

-- A running period has only the days that are over.
lengths as (
    select
        periods.period_type,
        periods.period_start_date,
        count(*) as day_count
    from periods
    inner join dates on periods.date_day = dates.date_day
    group by 1, 2
),

visitor_days as (
    {{ cut_by('sessions', 'session_date', {
        'channel': 'channel', 'device': 'device_type', 'city': 'city'
    }, {
        'session_count': 'session_count'
    }, 'visitor_id') }}
),

visitor_periods as (
    select
        periods.period_type,
        periods.period_start_date,
        visitor_days.dimension_name,
        visitor_days.dimension_value,
        visitor_days.visitor_id,
        count(*) as day_count,
        sum(visitor_days.session_count) as session_count
    from visitor_days
    inner join periods on visitor_days.measure_date = periods.date_day
    where periods.period_type != 'day' or visitor_days.dimension_name = 'all'
    group by 1, 2, 3, 4, 5
),

counted as (
    select
        visitor_periods.period_type,
        visitor_periods.period_start_date,
        visitor_periods.dimension_name,
        visitor_periods.dimension_value,
        lengths.day_count as period_day_count,
        count(*) as visitor_count,
        sum(visitor_periods.day_count) as visitor_day_count,
        sum(visitor_periods.session_count) as session_count
    from visitor_periods
    inner join lengths
        on
            visitor_periods.period_type = lengths.period_type
            and visitor_periods.period_start_date = lengths.period_start_date
    group by 1, 2, 3, 4, 5
),

final as (
    select
        kpis.kpi_id,
        counted.period_type,
        counted.dimension_name,
        counted.dimension_value,
        cast(kpis.numerator as decimal(18, 4)) as numerator,
        cast(kpis.denominator as decimal(18, 4)) as denominator,
        cast(null as decimal(18, 4)) as square_sum,
        cast(counted.visitor_count as bigint) as observation_count,
        counted.period_start_date
    from counted
    cross join lateral (
        values
        ('active_visitors', visitor_count, 1),
        ('sessions_per_visitor', session_count, visitor_count),
        (
            'stickiness',
            cast(visitor_day_count as double) / nullif(period_day_count, 0),
            visitor_count
        )
    ) as kpis (kpi_id, numerator, denominator)
)

select * from final
