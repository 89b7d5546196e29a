{{ config(materialized='view', schema='vault') }}

-- Grain: one row per event of a person that another source may have reported too: it
-- carries the order or the id that copies share.
with events as (
    select * from {{ ref('int_events_collected') }}
    where order_id is not null or deduplication_id is not null
),

sources as (
    select * from {{ ref('event_sources') }}
),

quarantined as (
    select * from {{ ref('int_events_quarantined') }}
),

final as (
    select
        events.event_id,
        events.source,
        events.event_name,
        events.visitor_identifier,
        events.order_id,
        events.deduplication_id,
        sources.precedence,
        events.event_date,
        events.event_at
    from events
    inner join sources on events.source = sources.source
    left join quarantined on events.event_id = quarantined.event_id
    where quarantined.event_id is null
)

select * from final
