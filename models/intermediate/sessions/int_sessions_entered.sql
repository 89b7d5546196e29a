-- Grain: one row per session: how and where it began. Of several events at the first
-- moment, the one that says where the visitor came from speaks.
{{ config(
    schema='vault',
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ keep_sessions(ref('int_session_parts')) }}",
    post_hook='{{ remember_run() }}'
) }}

with events as (
    select * from {{ ref('int_events_visiting') }}
    {% if is_incremental() -%}
        where event_at >= {{ first_new('started_at', ref('int_session_parts')) }}
    {%- endif %}
),

sessions as (
    select
        session_id,
        source,
        visitor_identifier,
        started_at
    from {{ ref('int_session_parts') }}
    where first_event_at = started_at
        {% if is_incremental() -%}
            and run_number > {{ last_run('int_sessions_entered') }}
        {%- endif %}
),

first_events as (
    select
        sessions.session_id,
        events.source,
        events.page_type,
        events.device_type,
        {{ without_pattern('events.browser', ' ?[0-9.]+$') }} as browser,
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
        session_id,
        md5(
            concat_ws(
                '|', coalesce(utm_source, ''), coalesce(utm_medium, ''),
                coalesce(utm_campaign, ''), coalesce(referrer_host, ''), has_click_id
            )
        ) as way_id,
        page_type as entry_page_type,
        page as entry_page,
        device_type,
        browser,
        city,
        referrer_host,
        utm_source,
        utm_medium,
        utm_campaign,
        has_click_id
    from first_events
    where place = 1
)

select * from final
