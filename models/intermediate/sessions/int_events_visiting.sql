-- Grain: one row per event of a browser or an app by which sessions are told apart. The
-- browser's copy of a server's event is one: it says that somebody was there.
{{ config(materialized='view', schema='vault') }}

with events as (
    select * from {{ ref('int_events_collected') }}
),

sources as (
    select * from {{ ref('event_sources') }}
    where has_sessions
),

set_aside as (
    select * from {{ ref('int_events_set_aside') }}
    where outcome != 'copied'
),

final as (
    select
        events.event_id,
        events.source,
        events.event_name,
        events.visitor_identifier,
        events.user_identifier_type,
        events.user_identifier,
        events.site,
        events.page_url,
        events.page_type,
        events.referrer_url,
        events.utm_source,
        events.utm_medium,
        events.utm_campaign,
        events.click_id,
        events.device_type,
        events.browser,
        events.city,
        {{ half_hour('events.event_at') }} as half_hour,
        events.engaged_seconds,
        events.event_at
    from events
    inner join sources on events.source = sources.source
    left join set_aside on events.event_id = set_aside.event_id
    where events.visitor_identifier is not null and set_aside.event_id is null
)

select * from final
