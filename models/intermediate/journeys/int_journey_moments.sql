-- Grain: one row per event and step of a journey that it is, where it can count:
-- between the key's first entry and the end of its last window.
with keyed as (
    select * from {{ ref('int_journey_events_keyed') }}
),

entries as (
    select * from {{ ref('int_journey_events_keyed') }}
    where step_order = 1 and attempt_key is not null
),

entered as (
    select
        journey_id,
        attempt_key,
        min(event_at) as first_entered_at,
        {{ dbt.dateadd(
            'hour',
            'max(window_hours)',
            "case when min(reentry) = 'each' then max(event_at) else min(event_at) end"
        ) }} as last_window_ends_at
    from entries
    group by 1, 2
),

final as (
    select
        keyed.moment_id,
        keyed.journey_id,
        keyed.step_order,
        keyed.attempt_key,
        keyed.event_id,
        keyed.source,
        keyed.customer_id,
        keyed.visitor_id,
        keyed.session_id,
        keyed.device_type,
        keyed.store_id,
        keyed.page,
        keyed.event_at,
        lead(keyed.step_order) over (
            partition by keyed.journey_id, keyed.attempt_key
            order by
                keyed.event_at asc nulls last,
                keyed.step_order asc nulls last,
                keyed.moment_id asc nulls last
        ) as following_step
    from keyed
    inner join entered
        on keyed.journey_id = entered.journey_id
            and keyed.attempt_key = entered.attempt_key
            and keyed.event_at >= entered.first_entered_at
            and keyed.event_at <= entered.last_window_ends_at
)

select * from final
