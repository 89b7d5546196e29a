{{ config(materialized='view', schema='vault') }}

-- A person who signs in on the web is a customer of the shop.
with events as (
    select * from {{ ref('stg_web__events') }}
    where reject_reason is null
),

final as (
    select
        events.collected_id as event_id,
        'web' as source,
        events.source_event,
        events.event_name,
        events.anonymous_id as visitor_identifier,
        'shop_customer_id' as user_identifier_type,
        events.user_id as user_identifier,
        cast(null as varchar) as account_id,
        events.deduplication_id,
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
        events.user_agent,
        events.city,
        cast(null as varchar) as store_id,
        events.product_id,
        events.order_id,
        events.form_id,
        events.checkout_step,
        events.search_term,
        cast(null as varchar) as feature,
        cast(null as varchar) as plan_id,
        events.currency,
        events.value_amount,
        events.quantity,
        events.scroll_percent,
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
