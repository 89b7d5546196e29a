-- Grain: one row per event that fct_events must state again, or drop, since it was last
-- made. An event changes when its session does, when what it carries stands for another
-- customer, and when an event about the same thing comes or is set aside.
{{ config(schema='vault') }}

with events as (
    select * from {{ ref('int_events_collected') }}
),

sources as (
    select * from {{ ref('event_sources') }}
),

set_aside as (
    select * from {{ ref('int_events_set_aside') }}
    where run_number > {{ last_run('fct_events') }}
),

copied as (
    select * from {{ ref('int_events_copied') }}
),

identified as (
    select * from {{ ref('int_visitors_identified') }}
    where run_number > {{ last_run('fct_events') }}
),

restated as (
    select
        source,
        visitor_identifier,
        min(first_event_at) as restated_from
    from {{ ref('int_session_parts') }}
    where run_number > {{ last_run('fct_events') }}
    group by 1, 2
),

-- What an event that was set aside was about: a copy of it may count now.
orders as (
    select order_id
    from set_aside
    where order_id is not null
    group by 1
),

deduplications as (
    select deduplication_id
    from set_aside
    where deduplication_id is not null
    group by 1
),

-- One look at all events.
touched as (
    select events.event_id
    from events
    inner join sources on events.source = sources.source
    left join restated
        on events.source = restated.source
            and events.visitor_identifier = restated.visitor_identifier
            and events.event_at >= restated.restated_from
    left join identified as users
        on events.user_identifier_type = users.identifier_type
            and events.user_identifier = users.identifier_value
    left join identified as visitors
        on sources.visitor_identifier_type = visitors.identifier_type
            and events.visitor_identifier = visitors.identifier_value
    left join orders on events.order_id = orders.order_id
    left join deduplications
        on events.deduplication_id = deduplications.deduplication_id
    where events.run_number > {{ last_run('fct_events') }}
        or restated.source is not null
        or users.identifier_value is not null
        or visitors.identifier_value is not null
        or orders.order_id is not null
        or deduplications.deduplication_id is not null
    union all
    select event_id
    from set_aside
),

-- The event that counts says who the copy's visitor was, and in which session.
final as (
    select event_id
    from touched
    union
    select copied.counted_event_id as event_id
    from copied
    inner join touched on copied.event_id = touched.event_id
)

select * from final
