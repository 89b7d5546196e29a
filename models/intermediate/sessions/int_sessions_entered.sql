-- Grain: one row per session: how and where it began. Of several events at the first
-- moment, the one that says where the visitor came from speaks.
{{ config(schema='vault') }}

with events as (
    select * from {{ ref('int_events_visiting') }}
),

sessions as (
    select
        session_id,
        source,
        visitor_identifier,
        started_at
    from {{ ref('int_session_parts') }}
    where first_event_at = started_at
),

sites as (
    select {{ host_name('site') }} as host_name
    from events
    where source = 'web'
    group by 1
),

first_events as (
    select
        sessions.session_id,
        events.source,
        events.page_type,
        events.device_type,
        events.city,
        {{ masked(extracted('events.page_url', '^[^?#]*')) }} as page,
        {{ host_name('events.referrer_url') }} as referrer_host,
        lower(events.utm_source) as utm_source,
        lower(events.utm_medium) as utm_medium,
        lower(events.utm_campaign) as utm_campaign,
        events.click_id is not null as has_click_id,
        row_number() over (
            partition by sessions.session_id
            order by
                events.utm_source desc nulls last,
                events.page_url asc nulls last,
                events.event_id asc nulls last
        ) as place
    from sessions
    inner join events
        on sessions.source = events.source
            and sessions.visitor_identifier = events.visitor_identifier
            and sessions.started_at = events.event_at
),

final as (
    select
        first_events.session_id,
        first_events.page_type as entry_page_type,
        first_events.page as entry_page,
        first_events.device_type,
        first_events.city,
        case when sites.host_name is null then first_events.referrer_host end
            as referrer_host,
        first_events.utm_source,
        first_events.utm_medium,
        first_events.utm_campaign,
        first_events.has_click_id
    from first_events
    left join sites on first_events.referrer_host = sites.host_name
    where first_events.place = 1
)

select * from final
