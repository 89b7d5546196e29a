{{ config(materialized='view', schema='vault') }}

-- A person who signs in to the app is a member of the loyalty scheme. A screen is the
-- app's page. A till's tablet (counter) is nobody's device: its visitors are unknown.
with events as (
    select * from {{ ref('stg_app__events') }}
    where reject_reason is null
),

final as (
    select
        events.collected_id as event_id,
        'app' as source,
        events.source_event,
        events.event_name,
        case when coalesce(events.app_name, '') != 'counter' then events.device_id end
            as visitor_identifier,
        'loyalty_member_id' as user_identifier_type,
        events.user_id as user_identifier,
        cast(null as varchar) as account_id,
        cast(null as varchar) as deduplication_id,
        events.app_name as site,
        events.screen_name as page_url,
        events.screen_name as page_type,
        cast(null as varchar) as referrer_url,
        cast(null as varchar) as utm_source,
        cast(null as varchar) as utm_medium,
        events.campaign as utm_campaign,
        cast(null as varchar) as click_id,
        'mobile' as device_type,
        cast(null as varchar) as browser,
        cast(null as varchar) as user_agent,
        events.city,
        events.store_id,
        events.product_id,
        events.order_id,
        cast(null as varchar) as form_id,
        cast(null as varchar) as checkout_step,
        cast(null as varchar) as search_term,
        cast(null as varchar) as feature,
        cast(null as varchar) as plan_id,
        cast(null as varchar) as currency,
        events.value_amount,
        events.quantity,
        cast(null as integer) as scroll_percent,
        events.engaged_seconds,
        events.run_number,
        events.is_clock_corrected,
        events.is_late,
        events.event_date,
        events.event_at,
        events.received_at
    from events
)

select * from final
