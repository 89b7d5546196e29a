-- Grain: one row per moment of an order, a parcel, a referral, an opportunity or a
-- subscription that a journey may look at. object_id is what a journey may hold
-- constant: of a parcel, the order.
with orders as (
    select * from {{ ref('fct_orders') }}
),

shipments as (
    select * from {{ ref('fct_shipments') }}
),

referrals as (
    select * from {{ ref('fct_referrals') }}
),

stages as (
    select * from {{ ref('fct_opportunity_stages') }}
),

terms as (
    select * from {{ ref('int_subscription_terms') }}
),

moments as (
    select
        moments.*,
        orders.order_id as record_id,
        orders.order_id as object_id,
        orders.customer_id,
        orders.store_id,
        orders.ordered_at as event_at
    from orders
    cross join
        lateral (
            values
            ('order_placed', true),
            ('web_order_placed', orders.channel = 'web'),
            ('store_order_placed', orders.channel = 'store')
        ) as moments (event_name, has_happened)
    union all
    select
        moments.event_name,
        true as has_happened,
        shipments.shipment_id as record_id,
        shipments.order_id as object_id,
        shipments.customer_id,
        shipments.store_id,
        moments.event_at
    from shipments
    cross join
        lateral (
            values
            ('parcel_sent', shipments.shipped_at),
            (
                'parcel_delivered_in_time',
                case when not shipments.is_late then shipments.delivered_at end
            )
        ) as moments (event_name, event_at)
    union all
    select
        'friend_referred' as event_name,
        true as has_happened,
        referral_id as record_id,
        referral_id as object_id,
        customer_id,
        cast(null as varchar) as store_id,
        referred_at as event_at
    from referrals
    union all
    select
        concat_ws('_', 'opportunity', stage) as event_name,
        true as has_happened,
        concat_ws('-', opportunity_id, stage_number) as record_id,
        opportunity_id as object_id,
        'unknown' as customer_id,
        cast(null as varchar) as store_id,
        entered_at as event_at
    from stages
    union all
    select
        moments.*,
        terms.subscription_id as record_id,
        terms.subscription_id as object_id,
        'unknown' as customer_id,
        cast(null as varchar) as store_id,
        cast(terms.term_end_date as timestamp) as event_at
    from terms
    cross join lateral (
        values
        ('renewal_due', terms.is_due), ('subscription_renewed', terms.is_renewed)
    ) as moments (event_name, has_happened)
),

final as (
    select
        concat_ws('-', event_name, record_id) as event_id,
        event_name,
        object_id,
        customer_id,
        store_id,
        event_at
    from moments
    where has_happened and event_at is not null
)

select * from final
