-- Grain: one row per small step towards a goal: an event that the taxonomy marks as
-- one, a call, a ticket. Counts add up; one person makes many.
with events as (
    select * from {{ ref('fct_events') }}
    where is_micro_conversion
),

service as (
    select * from {{ ref('int_journey_events_service') }}
    where event_name in ('call_received', 'ticket_opened')
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

final as (
    select
        event_id as micro_conversion_id,
        event_name,
        category,
        source,
        customer_id,
        visitor_id,
        session_id,
        device_type,
        store_id,
        page,
        event_date,
        event_at
    from events
    union all
    select
        service.event_id as micro_conversion_id,
        service.event_name,
        case
            when service.event_name = 'ticket_opened' then 'support'
            else 'local service'
        end as category,
        case
            when service.event_name = 'ticket_opened' then 'support'
            else 'bookings'
        end as source,
        service.customer_id,
        cast(null as varchar) as visitor_id,
        cast(null as varchar) as session_id,
        cast(null as varchar) as device_type,
        service.store_id,
        cast(null as varchar) as page,
        {{ local_date('service.event_at', 'company') }} as event_date,
        cast(service.event_at as timestamp) as event_at
    from service
)

select * from final
