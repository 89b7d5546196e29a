-- Grain: one row per event that counts, with the visit that it belongs to. A view: the
-- rows are written once, as fct_events.
{{ config(materialized='view', schema='vault') }}

with events as (
    select * from {{ ref('int_events_collected') }}
),

set_aside as (
    select * from {{ ref('int_events_set_aside') }}
),

copied as (
    select * from {{ ref('int_events_copied') }}
),

sources as (
    select * from {{ ref('event_sources') }}
),

taxonomy as (
    select * from {{ ref('event_taxonomy') }}
),

-- Where the browser's copy gave way to the server's event, it still says who it was and
-- in which session.
witnesses as (
    select
        counted_event_id,
        source,
        visitor_identifier,
        event_at,
        row_number() over (
            partition by counted_event_id
            order by event_at asc nulls last, event_id asc nulls last
        ) as place
    from copied
    where visitor_identifier is not null
),

final as (
    select
        events.event_id,
        events.source,
        events.event_name,
        events.user_identifier_type,
        events.user_identifier,
        events.account_id,
        events.order_id,
        events.product_id,
        events.store_id,
        events.site,
        events.page_url,
        events.page_type,
        events.form_id,
        events.checkout_step,
        events.feature,
        events.plan_id,
        events.device_type,
        events.utm_campaign,
        events.currency,
        coalesce(taxonomy.category, 'unmapped') as category,
        sources.visitor_identifier_type,
        coalesce(witnesses.source, events.source) as session_source,
        coalesce(witnesses.visitor_identifier, events.visitor_identifier)
            as session_visitor,
        events.value_amount,
        events.quantity,
        events.scroll_percent,
        events.engaged_seconds,
        coalesce(taxonomy.is_micro_conversion, false) as is_micro_conversion,
        events.is_late,
        events.is_clock_corrected,
        events.event_date,
        events.event_at,
        coalesce(witnesses.event_at, events.event_at) as session_at
    from events
    left join witnesses
        on events.event_id = witnesses.counted_event_id and witnesses.place = 1
    inner join sources on coalesce(witnesses.source, events.source) = sources.source
    left join set_aside on events.event_id = set_aside.event_id
    left join taxonomy
        on events.source = taxonomy.source
            and events.source_event = taxonomy.source_event
    where set_aside.event_id is null
)

select * from final
