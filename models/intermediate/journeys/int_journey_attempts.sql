-- Grain: one row per attempt: an entry into a journey and until when its steps count.
-- Where each entry is an attempt of its own, it ends when the next one begins, so that
-- nothing counts for two.
with moments as (
    select * from {{ ref('int_journey_moments') }}
    where step_order = 1
),

journeys as (
    select * from {{ ref('journeys') }}
),

exclusions as (
    select * from {{ ref('int_journey_links') }}
    where link_step = 0
),

entered as (
    select
        *,
        row_number() over (
            partition by journey_id, attempt_key
            order by event_at asc nulls last, moment_id asc nulls last
        ) as entry_number,
        lead(event_at) over (
            partition by journey_id, attempt_key
            order by event_at asc nulls last, moment_id asc nulls last
        ) as next_entry_at,
        lead(event_id) over (
            partition by journey_id, attempt_key
            order by event_at asc nulls last, moment_id asc nulls last
        ) as next_entry_event_id
    from moments
),

final as (
    select
        entered.moment_id as attempt_id,
        entered.journey_id,
        entered.customer_id,
        entered.visitor_id,
        entered.session_id,
        entered.source,
        entered.device_type,
        entered.event_at as entered_at,
        {{ dbt.dateadd('hour', 'journeys.window_hours', 'entered.event_at') }}
            as window_ends_at,
        case when journeys.reentry = 'each' then entered.next_entry_at end
            as next_entry_at,
        case when journeys.reentry = 'each' then entered.next_entry_event_id end
            as next_entry_event_id,
        exclusions.next_at as excluded_at
    from entered
    inner join journeys on entered.journey_id = journeys.journey_id
    left join exclusions on entered.moment_id = exclusions.moment_id
    where journeys.reentry = 'each' or entered.entry_number = 1
)

select * from final
