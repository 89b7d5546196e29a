-- Grain: one row per accepted line of a receipt or a shop order, in one shape.
with receipt_lines as (
    select * from {{ ref('stg_pos__receipt_lines') }}
    where reject_reason is null
),

shop_lines as (
    select * from {{ ref('stg_shop__order_lines') }}
    where reject_reason is null
),

landed as (
    select
        concat_ws('-', 'pos', receipt_id) as order_id,
        product_id,
        line_number,
        quantity,
        gross_amount,
        discount_amount,
        net_amount,
        coupon_amount,
        cost_amount
    from receipt_lines
    union all
    select
        concat_ws('-', 'shop', order_id) as order_id,
        product_id,
        line_number,
        quantity,
        unit_price_amount * quantity as gross_amount,
        discount_amount,
        net_amount,
        null as coupon_amount,
        null as cost_amount
    from shop_lines
),

final as (
    select
        order_id,
        product_id,
        line_number,
        quantity,
        gross_amount,
        discount_amount,
        net_amount,
        coupon_amount,
        cost_amount
    from landed
)

select * from final
