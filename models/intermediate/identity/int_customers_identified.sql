-- Grain: one row per identifier that names a customer. The only place where a source id
-- becomes a customer_id.
with members as (
    select * from {{ ref('stg_pos__loyalty_members') }}
    where reject_reason is null
),

receipts as (
    select * from {{ ref('stg_pos__receipts') }}
    where reject_reason is null
),

recipients as (
    select * from {{ ref('stg_marketing__campaign_recipients') }}
    where reject_reason is null
),

redemptions as (
    select * from {{ ref('stg_marketing__coupon_redemptions') }}
    where reject_reason is null
),

-- A card that was seen is a customer, also when the loyalty scheme did not send its
-- record.
identifiers as (
    select loyalty_member_id from members
    union
    select loyalty_member_id from receipts
    union
    select loyalty_member_id from recipients
    union
    select loyalty_member_id from redemptions
),

final as (
    select
        'loyalty_member_id' as identifier_type,
        loyalty_member_id as identifier_value,
        md5(concat_ws(':', 'loyalty_member_id', loyalty_member_id)) as customer_id
    from identifiers
    where loyalty_member_id is not null
)

select * from final
