-- Grain: one row per accepted event, also those that will not count. A row depends on
-- nothing but itself, so it stays as it is; ids are as the collectors sent them. Of an
-- event that landed twice, the copy that landed first stays.
{{ config(
    schema='vault',
    materialized='incremental',
    incremental_strategy='append',
    post_hook=['{{ remember_files() }}', '{{ remember_run() }}']
) }}

with web as (
    select * from {{ ref('int_web_events_shaped') }}
),

app as (
    select * from {{ ref('int_app_events_shaped') }}
),

server as (
    select * from {{ ref('int_server_events_shaped') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

events as (
    select * from web
    union all
    select * from app
    union all
    select * from server
),

-- By how much the sender's clock is behind the collector's, in microseconds. Without a
-- time of sending, only a clock that is ahead gives itself away.
clocked as (
    select
        events.*,
        coalesce(
            {{ microseconds('events.received_at') }}
            - {{ microseconds('events.sent_at') }},
            least(
                {{ microseconds('events.received_at') }}
                - {{ microseconds('events.occurred_at') }},
                0
            )
        ) as skew
    from events
    {% if is_incremental() -%}
        left join {{ this }} as earlier on events.event_id = earlier.event_id
        where earlier.event_id is null
    {%- endif %}
),

corrected as (
    select
        clocked.*,
        abs(clocked.skew) > {{ var('event_skew_seconds') }} * 1000000
            as is_clock_corrected,
        case
            when abs(clocked.skew) > {{ var('event_skew_seconds') }} * 1000000
                then
                    {{ timestamp_of(
                        microseconds('clocked.occurred_at') ~ ' + clocked.skew'
                    ) }}
            else clocked.occurred_at
        end as event_at
    from clocked
),

final as (
    select
        corrected.event_id,
        corrected.source,
        corrected.source_event,
        corrected.event_name,
        corrected.visitor_identifier,
        corrected.user_identifier_type,
        corrected.user_identifier,
        corrected.account_id,
        corrected.deduplication_id,
        corrected.site,
        corrected.page_url,
        corrected.page_type,
        corrected.referrer_url,
        corrected.utm_source,
        corrected.utm_medium,
        corrected.utm_campaign,
        corrected.click_id,
        corrected.device_type,
        corrected.user_agent,
        corrected.city,
        corrected.store_id,
        corrected.product_id,
        corrected.order_id,
        corrected.form_id,
        corrected.checkout_step,
        corrected.search_term,
        corrected.feature,
        corrected.plan_id,
        corrected.currency,
        corrected.value_amount,
        corrected.quantity,
        corrected.scroll_percent,
        corrected.engaged_seconds,
        {{ this_run() }} as run_number,
        corrected.is_clock_corrected,
        {{ microseconds('corrected.received_at') }}
        - {{ microseconds('corrected.event_at') }}
        > {{ var('event_late_hours') }} * 3600000000 as is_late,
        {{ local_date('corrected.event_at', 'company.time_zone') }} as event_date,
        corrected.event_at,
        corrected.received_at
    from corrected
    cross join company
)

select * from final
