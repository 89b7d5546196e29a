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
        sum(case when has_order then 1 else 0 end) as order_session_count,
        count(visitor_id) as consented_session_count
    from {{ ref('fct_sessions') }}
    group by 1, 2, 3, 4
),

final as (
    {{ kpi_parts('counted', {
        'channel': 'channel', 'device': 'device_type', 'city': 'city'
    }, [
        ('sessions', 'session_count', none, 'session_count'),
        ('session_depth', 'page_view_count', 'session_count', 'session_count'),
        ('engaged_time', 'engaged_seconds', 'session_count', 'session_count'),
        ('bounce_rate', 'bounce_count', 'session_count', 'session_count'),
        (
            'visit_conversion_rate',
            'order_session_count',
            'session_count',
            'session_count'
        ),
        (
            'consented_traffic_share',
            'consented_session_count',
            'session_count',
            'session_count'
        )
    ]) }}
)

select * from final
