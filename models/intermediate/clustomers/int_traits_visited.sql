-- Grain: customer x context x trait x snapshot: on how many visits of the year before
-- the trait is known, and its sum over them.
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

snapshots as (
    select * from {{ ref('int_snapshots_consented') }}
),

monthly as (
    select
        sessions.customer_id,
        sessions.source as context,
        dates.month_start_date as month_date,
        count(*) as visit_count,
        sum(case when sessions.device_type = 'mobile' then 1 else 0 end) as on_mobile,
        count(sessions.device_type) as device_count,
        sum(case when sessions.has_order then 0 else 1 end) as browsing,
        sum(ln(1 + sessions.engaged_seconds)) as engaged_time,
        sum(case when sessions.is_bounce then 1 else 0 end) as bounced
    from sessions
    inner join dates on sessions.session_date = dates.date_day
    group by 1, 2, 3
),

yearly as (
    select
        monthly.customer_id,
        monthly.context,
        snapshots.snapshot_date,
        sum(monthly.visit_count) as visit_count,
        sum(monthly.on_mobile) as on_mobile,
        sum(monthly.device_count) as device_count,
        sum(monthly.browsing) as browsing,
        sum(monthly.engaged_time) as engaged_time,
        sum(monthly.bounced) as bounced
    from monthly
    inner join snapshots
        on monthly.customer_id = snapshots.customer_id
            and {{ is_in_year_before('monthly.month_date', 'snapshots.snapshot_date') }}
    group by 1, 2, 3
),

final as (
    select
        yearly.customer_id,
        traits.context,
        traits.feature,
        cast(sum(traits.occasion_count) as bigint) as occasion_count,
        cast(sum(traits.trait_sum) as double) as trait_sum,
        yearly.snapshot_date
    from yearly
    cross join
        lateral (
            values
            ('on_mobile', context, device_count, on_mobile),
            ('browsing', 'all', 0, browsing),
            ('engaged_time', context, visit_count, engaged_time),
            ('bounced', context, visit_count, bounced)
        ) as traits (feature, context, occasion_count, trait_sum)
    group by 1, 2, 3, 6
)

select * from final
