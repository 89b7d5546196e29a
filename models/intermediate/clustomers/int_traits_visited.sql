-- Grain: customer x kind of source x month: visits, of how many each trait is known,
-- and its sum over them. Visits are of no line of business.
with sessions as (
    select * from {{ ref('fct_sessions') }}
    where customer_id != 'unknown'
    {{ and_built(
        unless=is_reached_session('built.session_id'),
        since='session_date',
        model_name='fct_sessions'
    ) }}
),

dates as (
    select * from {{ ref('dim_dates') }}
),

final as (
    select
        sessions.customer_id,
        'none' as business_line,
        sessions.source as context,
        count(*) as visit_count,
        count(sessions.device_type) as device_count,
        cast(count(case when sessions.device_type = 'mobile' then 1 end) as double)
            as on_mobile,
        cast(count(case when not sessions.has_order then 1 end) as double) as browsing,
        sum(ln(1 + sessions.engaged_seconds)) as engaged_time,
        cast(count(case when sessions.is_bounce then 1 end) as double) as bounced,
        dates.month_start_date as month_date
    from sessions
    inner join dates on sessions.session_date = dates.date_day
    group by 1, 3, 10
)

select * from final
