{{ config(materialized='view', schema='vault') }}

-- Whom a server knows depends on the service: the shop its customers, the app's orders
-- the members, the others the users of the software.
with events as (
    select * from {{ ref('stg_server__events') }}
    where reject_reason is null
),

final as (
    select
        events.collected_id as event_id,
        'server' as source,
        events.source_event,
        events.event_name,
        events.anonymous_id as visitor_identifier,
        case events.service
            when 'shop' then 'shop_customer_id'
            when 'orders' then 'loyalty_member_id'
            else 'user_id'
        end as user_identifier_type,
        events.user_id as user_identifier,
        events.account_id,
        events.deduplication_id,
        events.service as site,
        cast(null as varchar) as page_url,
        cast(null as varchar) as page_type,
        cast(null as varchar) as referrer_url,
        cast(null as varchar) as utm_source,
        cast(null as varchar) as utm_medium,
        cast(null as varchar) as utm_campaign,
        cast(null as varchar) as click_id,
        cast(null as varchar) as device_type,
        cast(null as varchar) as browser,
        cast(null as varchar) as user_agent,
        cast(null as varchar) as city,
        cast(null as varchar) as store_id,
        events.product_id,
        events.order_id,
        cast(null as varchar) as form_id,
        cast(null as varchar) as checkout_step,
        cast(null as varchar) as search_term,
        events.feature,
        events.plan_id,
        cast(null as varchar) as currency,
        events.value_amount,
        events.quantity,
        cast(null as integer) as scroll_percent,
        cast(null as double) as engaged_seconds,
        events.run_number,
        events.is_clock_corrected,
        events.is_late,
        events.event_date,
        events.event_at,
        events.received_at
    from events
)

select * from final
