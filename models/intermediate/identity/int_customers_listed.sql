-- Grain: one row per customer, with the loyalty card that speaks for the customer: the
-- last one that was issued.
with identified as (
    select * from {{ ref('int_customers_identified') }}
),

members as (
    select * from {{ ref('stg_pos__loyalty_members') }}
    where reject_reason is null
),

-- Keyed as identifiers are: a condition on one side alone would have all meet all.
cards as (
    select
        'loyalty_member_id' as identifier_type,
        loyalty_member_id,
        joined_date
    from members
),

ranked as (
    select
        identified.customer_id,
        case
            when identified.identifier_type = 'loyalty_member_id'
                then identified.identifier_value
        end as loyalty_member_id,
        row_number() over (
            partition by identified.customer_id
            order by
                identified.identifier_type = 'loyalty_member_id' desc nulls last,
                cards.loyalty_member_id is not null desc nulls last,
                cards.joined_date desc nulls last,
                identified.identifier_type asc nulls last,
                identified.identifier_value asc nulls last
        ) as card_rank
    from identified
    left join cards
        on identified.identifier_type = cards.identifier_type
            and identified.identifier_value = cards.loyalty_member_id
),

final as (
    select
        customer_id,
        loyalty_member_id
    from ranked
    where card_rank = 1
)

select * from final
