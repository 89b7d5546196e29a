-- Grain: one row per event that counts. Everything adds up, save that a session or a
-- visitor has many events. Outside consent it is nobody's. Events that were touched
-- since the last run are stated again; all others stay as they are.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    meta={'increments': 'events'},
    pre_hook="{{ forget_touched(ref('int_events_touched'), 'event_id') }}",
    post_hook='{{ remember_run() }}'
) }}

-- Which events are stated is settled before anything is looked up of them.
with counted as (
    select
        events.*,
        coalesce(taxonomy.category, 'unmapped') as category,
        coalesce(taxonomy.is_micro_conversion, false) as is_micro_conversion,
        sources.visitor_identifier_type,
        coalesce(witnessed.source, events.source) as session_source,
        coalesce(witnessed.visitor_identifier, events.visitor_identifier)
            as session_visitor,
        coalesce(witnessed.event_at, events.event_at) as session_at
    from {{ ref('int_events_collected') }} as events
    {% if is_incremental() -%}
        inner join {{ ref('int_events_touched') }} as touched
            on events.event_id = touched.event_id
    {%- endif %}
    left join {{ ref('int_events_witnessed') }} as witnessed
        on events.event_id = witnessed.event_id
    inner join {{ ref('event_sources') }} as sources
        on coalesce(witnessed.source, events.source) = sources.source
    left join {{ ref('int_events_set_aside') }} as set_aside
        on events.event_id = set_aside.event_id
    left join {{ ref('event_taxonomy') }} as taxonomy
        on events.source = taxonomy.source
            and events.source_event = taxonomy.source_event
    where set_aside.event_id is null
),

identified as (
    select * from {{ ref('int_visitors_identified') }}
),

parts as (
    select * from {{ ref('int_session_parts') }}
),

consented as (
    {{ consented('events') }}
),

final as (
    select
        counted.event_id,
        case
            when consented.holder_id is null then 'unknown'
            else coalesce(users.customer_id, visitors.customer_id, 'unknown')
        end as customer_id,
        case when consented.holder_id is not null then visitors.identifier_hash end
            as visitor_id,
        -- A known event does not tell whose the rest of a session outside consent is.
        case
            when consented.holder_id is null
                or (
                    parts.started_at >= consented.valid_from
                    and parts.ended_at < consented.valid_to
                )
                then parts.session_id
        end as session_id,
        counted.account_id,
        counted.order_id,
        counted.product_id,
        counted.store_id,
        counted.source,
        counted.event_name,
        counted.category,
        counted.site,
        {{ masked(extracted('counted.page_url', '^[^?#]*')) }} as page,
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
    left join consented
        on
            coalesce(users.customer_id, visitors.customer_id, visitors.identifier_hash)
            = consented.holder_id
            and counted.event_at >= consented.valid_from
            and counted.event_at < consented.valid_to
)

select * from final
