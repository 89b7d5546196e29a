-- Grain: persona x attribute x item: how its members are distributed, among those of
-- whom it is known, and how the other customers are. One row without an item where it
-- was not asked, or too few answered. Shares of an attribute add up to less than one
-- where items are small.
with members as (
    select * from {{ ref('fct_persona_members') }}
),

customers as (
    select * from {{ ref('int_customer_attributes') }}
),

attributes as (
    select * from {{ ref('persona_attributes') }}
),

personas as (
    select persona_id
    from members
    group by 1
),

described as (
    select
        members.persona_id,
        customers.attribute,
        customers.item
    from members
    inner join customers on members.customer_id = customers.customer_id
),

counted as (
    select
        persona_id,
        attribute,
        item,
        count(*) as item_count,
        sum(count(*)) over (partition by persona_id, attribute) as known_count,
        sum(count(*)) over (partition by attribute, item) as all_item_count,
        sum(count(*)) over (partition by attribute) as all_known_count
    from described
    group by 1, 2, 3
),

known as (
    select
        persona_id,
        attribute,
        max(known_count) as known_count
    from counted
    group by 1, 2
),

final as (
    select
        personas.persona_id,
        attributes.attribute,
        attributes.attribute_label,
        case
            when coalesce(known.known_count, 0) = 0 then 'not asked'
            when known.known_count < {{ var('min_group_size') }} then 'too few'
            else 'shown'
        end as status,
        counted.item,
        cast(coalesce(known.known_count, 0) as integer) as known_count,
        cast(counted.item_count as integer) as item_count,
        cast(counted.item_count as double) / nullif(counted.known_count, 0)
            as item_share,
        cast(counted.all_item_count - counted.item_count as double)
        / nullif(counted.all_known_count - counted.known_count, 0) as others_share,
        cast(attributes.sort_order as integer) as sort_order,
        attributes.is_sensitive
    from personas
    cross join attributes
    left join known
        on personas.persona_id = known.persona_id
            and attributes.attribute = known.attribute
    left join counted
        on personas.persona_id = counted.persona_id
            and attributes.attribute = counted.attribute
            and counted.known_count >= {{ var('min_group_size') }}
            and counted.item_count >= {{ var('min_group_size') }}
    where not attributes.is_sensitive or {{ var('describes_sensitive_attributes') }}
)

select * from final
