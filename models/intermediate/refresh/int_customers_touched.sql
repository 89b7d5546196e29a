-- Grain: one row per customer of whom a new file says something: an order, or an event
-- of a browser, an app or a server. Nobody in a build, which states everybody.
with customers as (
    select * from {{ ref('int_customers_identified') }}
),

sources as (
    select * from {{ ref('event_sources') }}
),

events as (
    select
        source,
        visitor_identifier,
        user_identifier_type,
        user_identifier
    from {{ ref('int_web_events_shaped') }}
    union
    select
        source,
        visitor_identifier,
        user_identifier_type,
        user_identifier
    from {{ ref('int_app_events_shaped') }}
    union
    select
        source,
        visitor_identifier,
        user_identifier_type,
        user_identifier
    from {{ ref('int_server_events_shaped') }}
),

seen as (
    select
        'loyalty_member_id' as identifier_type,
        loyalty_member_id as identifier_value
    from {{ ref('stg_pos__receipts') }}
    where reject_reason is null
    union
    select
        'shop_customer_id' as identifier_type,
        shop_customer_id as identifier_value
    from {{ ref('stg_shop__orders') }}
    where reject_reason is null
    union
    select
        sources.visitor_identifier_type as identifier_type,
        events.visitor_identifier as identifier_value
    from events
    inner join sources on events.source = sources.source
    union
    select
        user_identifier_type as identifier_type,
        user_identifier as identifier_value
    from events
),

final as (
    select customers.customer_id
    from seen
    inner join customers
        on seen.identifier_type = customers.identifier_type
            and seen.identifier_value = customers.identifier_value
    where {{ is_refresh() }}
    group by 1
)

select * from final
