-- Grain: one row per event that counts. Everything adds up, save that a session or a
-- visitor has many events. Events that were touched since the last run are stated again;
-- all others stay as they are.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    meta={'increments': 'events'},
    pre_hook="{{ forget_events(ref('int_events_touched')) }}",
    post_hook='{{ remember_run() }}'
) }}

with collected as (
    select * from {{ ref('int_events_collected') }}
),

touched as (
    select * from {{ ref('int_events_touched') }}
),

events as (
    select collected.*
    from collected
    {% if is_incremental() -%}
        inner join touched on collected.event_id = touched.event_id
    {%- endif %}
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

identified as (
    select * from {{ ref('int_visitors_identified') }}
),

parts as (
    select * from {{ ref('int_session_parts') }}
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

counted as (
    select
        events.*,
        sources.visitor_identifier_type,
        taxonomy.category,
        coalesce(taxonomy.is_micro_conversion, false) as is_micro_conversion,
        coalesce(witnesses.source, events.source) as session_source,
        coalesce(witnesses.visitor_identifier, events.visitor_identifier)
            as session_visitor,
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
),

final as (
    select
        counted.event_id,
        coalesce(users.customer_id, visitors.customer_id, 'unknown') as customer_id,
        visitors.identifier_hash as visitor_id,
        parts.session_id,
        counted.account_id,
        counted.order_id,
        counted.product_id,
        counted.store_id,
        counted.source,
        counted.event_name,
        coalesce(counted.category, 'unmapped') as category,
        counted.site,
        counted.page_type,
        counted.form_id,
        counted.checkout_step,
        counted.feature,
        counted.plan_id,
        counted.device_type,
        counted.utm_campaign,
        counted.currency,
        cast(counted.value_amount as decimal(18, 2)) as value_amount,
        cast(counted.quantity as integer) as quantity,
        cast(counted.scroll_percent as integer) as scroll_percent,
        cast(counted.engaged_seconds as double) as engaged_seconds,
        counted.is_micro_conversion,
        counted.is_late,
        counted.is_clock_corrected,
        counted.event_date,
        cast(counted.event_at as timestamp) as event_at
    from counted
    left join identified as users
        on counted.user_identifier_type = users.identifier_type
            and counted.user_identifier = users.identifier_value
    left join identified as visitors
        on counted.visitor_identifier_type = visitors.identifier_type
            and counted.session_visitor = visitors.identifier_value
    left join parts
        on counted.session_source = parts.source
            and counted.session_visitor = parts.visitor_identifier
            and {{ half_hour('counted.session_at') }} = parts.half_hour
            and counted.session_at >= parts.first_event_at
            and counted.session_at <= parts.last_event_at
)

select * from final
