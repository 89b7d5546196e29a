-- Grain: session: events of one browser or app without a longer pause. Counts add up.
-- It is somebody's when consent held throughout. Only touched ones are stated again.
{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    meta={'increments': 'events'},
    pre_hook=[
        "{{ keep_sessions(ref('int_session_parts')) }}",
        "{{ forget_touched(ref('int_sessions_touched'), 'session_id') }}",
    ],
    post_hook='{{ remember_run() }}'
) }}

with parts as (
    select * from {{ ref('int_session_parts') }}
    {% if is_incremental() -%}
        where session_id in (select session_id from {{ ref('int_sessions_touched') }})
    {%- endif %}
),

entries as (
    select * from {{ ref('int_sessions_entered') }}
),

channels as (
    select * from {{ ref('int_channels_grouped') }}
),

sources as (
    select * from {{ ref('event_sources') }}
),

identified as (
    select * from {{ ref('int_visitors_identified') }}
),

consented as (
    {{ consented('sessions') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

sessions as (
    select
        session_id,
        source,
        visitor_identifier,
        min_by(
            user_identifier,
            case when user_identifier is not null then first_event_at end
        ) as user_identifier,
        min_by(
            user_identifier_type,
            case when user_identifier is not null then first_event_at end
        ) as user_identifier_type,
        sum(event_count) as event_count,
        sum(page_view_count) as page_view_count,
        sum(engaged_seconds) as engaged_seconds,
        max(order_event_count) > 0 as has_order,
        {{ microseconds('max(last_event_at)') }}
        - {{ microseconds('min(first_event_at)') }} as microsecond_count,
        min(first_event_at) as started_at,
        max(last_event_at) as ended_at
    from parts
    group by 1, 2, 3
),

final as (
    select
        sessions.session_id,
        case
            when consented.holder_id is null then 'unknown'
            else coalesce(users.customer_id, visitors.customer_id, 'unknown')
        end as customer_id,
        case when consented.holder_id is not null then visitors.identifier_hash end
            as visitor_id,
        case when consented.holder_id is not null then users.identifier_hash end
            as first_user_id,
        sessions.source,
        channels.channel,
        channels.traffic_source,
        channels.traffic_medium,
        channels.utm_campaign as campaign,
        entries.entry_page,
        entries.entry_page_type,
        entries.device_type,
        entries.browser,
        entries.city,
        cast(sessions.event_count as integer) as event_count,
        cast(sessions.page_view_count as integer) as page_view_count,
        cast(sessions.engaged_seconds as double) as engaged_seconds,
        cast(sessions.microsecond_count / 1000000.0 as double) as duration_seconds,
        sessions.page_view_count <= 1
        and not sessions.has_order
        and sessions.engaged_seconds < {{ var('session_engaged_seconds') }}
            as is_bounce,
        sessions.has_order,
        {{ local_date('sessions.started_at', 'company') }} as session_date,
        cast(sessions.started_at as timestamp) as started_at,
        cast(sessions.ended_at as timestamp) as ended_at
    from sessions
    inner join sources on sessions.source = sources.source
    inner join entries on sessions.session_id = entries.session_id
    inner join channels on entries.way_id = channels.way_id
    left join identified as users
        on sessions.user_identifier_type = users.identifier_type
            and sessions.user_identifier = users.identifier_value
    left join identified as visitors
        on sources.visitor_identifier_type = visitors.identifier_type
            and sessions.visitor_identifier = visitors.identifier_value
    left join consented
        on
            coalesce(users.customer_id, visitors.customer_id, visitors.identifier_hash)
            = consented.holder_id
            and sessions.started_at >= consented.valid_from
            and sessions.ended_at < consented.valid_to
)

select * from final
