{{ config(materialized='view', schema='vault') }}

with judged as (
    {{ judged_records('web', 'events') }}
),

taxonomy as (
    select * from {{ ref('event_taxonomy') }}
),

final as (
    select
        judged.event_id,
        judged.source_event,
        coalesce(taxonomy.event_name, 'unmapped') as event_name,
        judged.anonymous_id,
        judged.third_party_id,
        judged.user_id,
        judged.deduplication_id,
        judged.site,
        judged.page_url,
        judged.page_type,
        judged.referrer_url,
        judged.utm_source,
        judged.utm_medium,
        judged.utm_campaign,
        judged.click_id,
        judged.device_type,
        judged.browser,
        judged.user_agent,
        judged.city,
        judged.country,
        judged.language,
        judged.product_id,
        judged.order_id,
        judged.form_id,
        judged.checkout_step,
        judged.search_term,
        judged.currency,
        judged.properties,
        judged.reject_reason,
        judged.value_amount,
        judged.quantity,
        judged.scroll_percent,
        judged.engaged_seconds,
        judged.occurred_at,
        judged.sent_at,
        judged.received_at
    from judged
    left join taxonomy
        on judged.source_event = taxonomy.source_event
            and taxonomy.source = 'web'
)

select * from final
