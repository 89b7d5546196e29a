-- Grain: one row per event and step of a journey that it is (step 0: what ends an
-- attempt without success), by the attempt key: what the journey holds constant.
{{ config(materialized='view') }}

with online as (
    select * from {{ ref('int_journey_events_online') }}
),

offline as (
    select * from {{ ref('int_journey_events_service') }}
    union all
    select * from {{ ref('int_journey_events_sales') }}
),

journeys as (
    select * from {{ ref('journeys') }}
),

steps as (
    select * from {{ ref('journey_steps') }}
),

events as (
    select
        event_id,
        event_name,
        source,
        customer_id,
        visitor_id,
        session_id,
        account_id as object_id,
        device_type,
        store_id,
        page,
        event_at
    from online
    union all
    select
        event_id,
        event_name,
        cast(null as varchar) as source,
        customer_id,
        cast(null as varchar) as visitor_id,
        cast(null as varchar) as session_id,
        object_id,
        cast(null as varchar) as device_type,
        store_id,
        cast(null as varchar) as page,
        event_at
    from offline
),

final as (
    select
        concat_ws('-', steps.journey_id, steps.step_order, events.event_id)
            as moment_id,
        steps.journey_id,
        cast(steps.step_order as integer) as step_order,
        journeys.window_hours,
        journeys.reentry,
        case journeys.held
            when 'session' then events.session_id
            when 'customer'
                then coalesce(nullif(events.customer_id, 'unknown'), events.visitor_id)
            else events.object_id
        end as attempt_key,
        events.event_id,
        events.source,
        events.customer_id,
        events.visitor_id,
        events.session_id,
        events.device_type,
        events.store_id,
        events.page,
        events.event_at
    from events
    inner join steps
        on events.event_name = steps.event_name
            and (steps.source is null or events.source = steps.source)
            and (steps.page_pattern is null or events.page like steps.page_pattern)
    inner join journeys on steps.journey_id = journeys.journey_id
)

select * from final
