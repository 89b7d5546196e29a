{{ config(schema='vault') }}

with judged as (
    {{ judged_records('shop', 'orders') }}
),

final as (
    select
        order_id,
        shop_customer_id,
        email,
        phone,
        anonymous_id,
        channel,
        fulfilment,
        store_id,
        city,
        payment_method,
        promotion_id,
        currency,
        reject_reason,
        shipping_amount,
        order_amount,
        ordered_at
    from judged
)

select * from final
