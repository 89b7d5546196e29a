-- Grain: kpi x day x dimension value, for the KPI of new customers whom others brought.
with orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown' and is_first_order
),

referred as (
    select
        customer_id,
        min(referral_date) as referral_date
    from {{ ref('fct_referrals') }}
    where customer_id != 'unknown'
    group by 1
),

counted as (
    select
        orders.order_date as measure_date,
        orders.channel,
        count(*) as new_customer_count,
        count(referred.customer_id) as referred_count
    from orders
    left join referred
        on orders.customer_id = referred.customer_id
            and orders.order_date >= referred.referral_date
    group by 1, 2
),

final as (
    {{ kpi_parts('counted', {'channel': 'channel'}, [
        (
            'referred_customer_share',
            'referred_count',
            'new_customer_count',
            'new_customer_count'
        )
    ]) }}
)

select * from final
