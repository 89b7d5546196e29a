-- Grain: customer x snapshot date after the customer's first event. Events count on
-- their own day, sessions on the day they began.
with events as (
    select * from {{ ref('fct_events') }}
    where customer_id != 'unknown'
),

sessions as (
    select * from {{ ref('fct_sessions') }}
    where customer_id != 'unknown'
),

consented as (
    select * from {{ ref('int_snapshots_consented') }}
),

active as (
    select
        customer_id,
        event_date as active_date,
        count(*) as event_count,
        count(case when is_micro_conversion then 1 end) as micro_conversion_count,
        0 as session_count
    from events
    group by 1, 2
    union all
    select
        customer_id,
        session_date as active_date,
        0 as event_count,
        0 as micro_conversion_count,
        count(*) as session_count
    from sessions
    group by 1, 2
),

history as (
    select
        active.*,
        consented.snapshot_date,
        {{ dbt.datediff('active.active_date', 'consented.snapshot_date', 'day') }}
            as days_ago
    from active
    inner join consented
        on active.customer_id = consented.customer_id
            and active.active_date <= consented.snapshot_date
),

totals as (
    select
        customer_id,
        snapshot_date,
        sum(session_count) as session_count,
        sum(event_count) as event_count,
        sum(micro_conversion_count) as micro_conversion_count,
        sum(case when days_ago < 30 then session_count else 0 end) as session_count_30d,
        sum(case when days_ago < 90 then session_count else 0 end) as session_count_90d,
        sum(case when days_ago < 30 then event_count else 0 end) as event_count_30d,
        sum(case when days_ago < 90 then event_count else 0 end) as event_count_90d,
        sum(case when days_ago < 30 then micro_conversion_count else 0 end)
            as micro_conversion_count_30d,
        sum(case when days_ago < 90 then micro_conversion_count else 0 end)
            as micro_conversion_count_90d,
        min(days_ago) as days_since_last_visit
    from history
    group by 1, 2
),

final as (
    select
        customer_id,
        snapshot_date,
        cast(session_count as bigint) as session_count,
        cast(event_count as bigint) as event_count,
        cast(micro_conversion_count as bigint) as micro_conversion_count,
        cast(session_count_30d as bigint) as session_count_30d,
        cast(session_count_90d as bigint) as session_count_90d,
        cast(event_count_30d as bigint) as event_count_30d,
        cast(event_count_90d as bigint) as event_count_90d,
        cast(micro_conversion_count_30d as bigint)
            as micro_conversion_count_30d,
        cast(micro_conversion_count_90d as bigint)
            as micro_conversion_count_90d,
        days_since_last_visit
    from totals
)

select * from final
