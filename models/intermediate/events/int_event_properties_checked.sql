-- Grain: one row per event of a person and property that it must carry. A view: it is
-- read once, by the month.
{{ config(materialized='view', schema='vault') }}

with events as (
    select * from {{ ref('int_events_collected') }}
),

properties as (
    select * from {{ ref('event_properties') }}
),

quarantined as (
    select * from {{ ref('int_events_quarantined') }}
),

final as (
    select
        events.event_id,
        events.source,
        events.event_name,
        properties.property,
        properties.reason,
        events.page_url,
        case properties.property
            when 'visitor_identifier' then events.visitor_identifier is null
            when 'account_id' then events.account_id is null
            when 'page_url' then events.page_url is null
            when 'product_id' then events.product_id is null
            when 'order_id' then events.order_id is null
            when 'form_id' then events.form_id is null
            when 'checkout_step' then events.checkout_step is null
            when 'search_term' then events.search_term is null
            when 'feature' then events.feature is null
            when 'plan_id' then events.plan_id is null
            when 'currency' then events.currency is null
            when 'value_amount' then events.value_amount is null
            when 'quantity' then events.quantity is null
            when 'scroll_percent' then events.scroll_percent is null
            when 'engaged_seconds' then events.engaged_seconds is null
        end as is_missing,
        events.event_date
    from events
    inner join properties
        on events.source = properties.source
            and events.event_name = properties.event_name
    left join quarantined on events.event_id = quarantined.event_id
    where quarantined.event_id is null
)

select * from final
