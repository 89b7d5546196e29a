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

final as (
    select
        customer_id,
        snapshot_date,
        cast(sum(session_count) as bigint) as session_count,
        cast(sum(event_count) as bigint) as event_count,
        cast(sum(micro_conversion_count) as bigint) as micro_conversion_count,
        {% for measure in ['session', 'event', 'micro_conversion'] -%}
            {% for days in [30, 90] -%}
                cast(
                    sum(
                        case
                            when days_ago < {{ days }} then {{ measure }}_count else 0
                        end
                    ) as bigint
                ) as {{ measure }}_count_{{ days }}d,
            {% endfor -%}
        {% endfor -%}
        min(days_ago) as days_since_last_visit
    from history
    group by 1, 2
)

select * from final
