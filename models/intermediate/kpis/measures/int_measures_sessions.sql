-- Grain: kpi x day x dimension value, for KPIs of visits.
with counted as (
    select
        session_date as measure_date,
        channel,
        device_type,
        city,
        count(*) as session_count,
        sum(page_view_count) as page_view_count,
        sum(cast(engaged_seconds as decimal(18, 3))) as engaged_seconds,
        sum(case when is_bounce then 1 else 0 end) as bounce_count,
        sum(case when has_order then 1 else 0 end) as order_session_count
    from {{ ref('fct_sessions') }}
    group by 1, 2, 3, 4
),

cut as (
    {{ cut_by('counted', 'measure_date', {
        'channel': 'channel', 'device': 'device_type', 'city': 'city'
    }, [
        'session_count',
        'page_view_count',
        'engaged_seconds',
        'bounce_count',
        'order_session_count'
    ]) }}
),

final as (
    select
        kpis.kpi_id,
        cut.dimension_name,
        cut.dimension_value,
        cast(kpis.numerator as decimal(18, 4)) as numerator,
        cast(kpis.denominator as decimal(18, 4)) as denominator,
        cast(kpis.square_sum as decimal(18, 4)) as square_sum,
        cast(kpis.observation_count as bigint) as observation_count,
        cut.measure_date
    from cut
    cross join lateral (
        values
        ('sessions', session_count, null, null, session_count),
        ('session_depth', page_view_count, session_count, null, session_count),
        ('engaged_time', engaged_seconds, session_count, null, session_count),
        ('bounce_rate', bounce_count, session_count, null, session_count),
        (
            'visit_conversion_rate',
            order_session_count,
            session_count,
            null,
            session_count
        )
    ) as kpis (kpi_id, numerator, denominator, square_sum, observation_count)
)

select * from final
