-- Grain: one row per identifier that an event carries: the hash by which marts show it,
-- and the customer it stands for, if anybody's. Joined to events afterwards, so that a
-- merge of customers leaves no event behind.
{{ config(schema='vault') }}

with events as (
    select * from {{ ref('int_events_collected') }}
),

sources as (
    select * from {{ ref('event_sources') }}
),

customers as (
    select * from {{ ref('int_customers_identified') }}
),

seen as (
    select
        sources.visitor_identifier_type as identifier_type,
        events.visitor_identifier as identifier_value
    from events
    inner join sources on events.source = sources.source
    where events.visitor_identifier is not null
    group by 1, 2
    union
    select
        user_identifier_type as identifier_type,
        user_identifier as identifier_value
    from events
    where user_identifier is not null
    group by 1, 2
),

final as (
    select
        seen.identifier_type,
        seen.identifier_value,
        {{ hashed('seen.identifier_value') }} as identifier_hash,
        customers.customer_id
    from seen
    left join customers
        on seen.identifier_type = customers.identifier_type
            and seen.identifier_value = customers.identifier_value
)

select * from final
