-- Grain: campaign x customer it was sent to: whether the customer redeemed one of its
-- coupons, and whether the customer bought one of the products it was about, between
-- its first and last day; the purchase is seen with consent throughout alone.
with campaigns as (
    select * from {{ ref('stg_marketing__campaigns') }}
    where reject_reason is null
),

recipients as (
    select * from {{ ref('stg_marketing__campaign_recipients') }}
    where reject_reason is null
),

coupons as (
    select * from {{ ref('stg_marketing__coupons') }}
    where reject_reason is null
),

redemptions as (
    select * from {{ ref('stg_marketing__coupon_redemptions') }}
    where reject_reason is null
),

customers as (
    select * from {{ ref('int_customers_identified') }}
    where identifier_type = 'loyalty_member_id'
),

consented as (
    {{ consented('campaigns') }}
),

lines as (
    select * from {{ ref('fct_order_lines') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

-- A customer with two cards received it once.
sent as (
    select
        recipients.campaign_id,
        customers.customer_id,
        campaigns.campaign_type,
        campaigns.start_date,
        campaigns.end_date,
        campaigns.end_date <= as_of.as_of_date as is_complete,
        consented.holder_id is not null as is_observed
    from recipients
    inner join campaigns on recipients.campaign_id = campaigns.campaign_id
    inner join customers on recipients.loyalty_member_id = customers.identifier_value
    left join consented
        on customers.customer_id = consented.holder_id
            and campaigns.start_date >= consented.valid_from_date
            and campaigns.end_date < consented.valid_to_date
    cross join as_of
    where campaigns.start_date <= as_of.as_of_date
    group by 1, 2, 3, 4, 5, 6, 7
),

redeemed as (
    select
        redemptions.campaign_id,
        customers.customer_id,
        count(*) as redemption_count
    from redemptions
    inner join customers on redemptions.loyalty_member_id = customers.identifier_value
    group by 1, 2
),

promoted as (
    select
        campaign_id,
        product_id
    from coupons
    group by 1, 2
),

responded as (
    select
        sent.campaign_id,
        sent.customer_id,
        count(*) as line_count
    from sent
    inner join lines
        on sent.customer_id = lines.customer_id
            and lines.order_date between sent.start_date and sent.end_date
    inner join
        promoted
        on sent.campaign_id = promoted.campaign_id
            and lines.product_id = promoted.product_id
    group by 1, 2
),

final as (
    select
        sent.campaign_id,
        sent.customer_id,
        sent.campaign_type,
        coalesce(redeemed.redemption_count, 0) as redemption_count,
        redeemed.customer_id is not null as has_redeemed,
        sent.is_observed and responded.customer_id is not null as has_responded,
        sent.is_observed,
        sent.is_complete,
        sent.start_date,
        sent.end_date
    from sent
    left join
        redeemed
        on sent.campaign_id = redeemed.campaign_id
            and sent.customer_id = redeemed.customer_id
    left join
        responded
        on sent.campaign_id = responded.campaign_id
            and sent.customer_id = responded.customer_id
)

select * from final
