-- Grain: one row per accepted line of a receipt or a shop order and per month of a
-- subscription, in one shape. What is bought by subscription is the plan, by the seat.
with receipt_lines as (
    select * from {{ ref('stg_pos__receipt_lines') }}
    where reject_reason is null
),

shop_lines as (
    select * from {{ ref('stg_shop__order_lines') }}
    where reject_reason is null
),

charges as (
    select * from {{ ref('int_subscription_charges') }}
    {{ nothing_new() }}
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
    union all
    select
        concat_ws('-', 'product', subscription_id, charge_date) as order_id,
        plan_id as product_id,
        1 as line_number,
        seat_count as quantity,
        gross_amount,
        gross_amount - net_amount as discount_amount,
        net_amount,
        null as coupon_amount,
        null as cost_amount
    from charges
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
