-- Grain: one row per line of an order. All amounts add up; a return is a negative line.
with lines as (
    select * from {{ ref('int_order_lines_priced') }}
),

final as (
    select
        order_id,
        customer_id,
        store_id,
        product_id,
        cast(line_number as integer) as line_number,
        cast(quantity as decimal(18, 3)) as quantity,
        cast(gross_amount as decimal(18, 2)) as gross_amount,
        cast(discount_amount as decimal(18, 2)) as discount_amount,
        cast(net_amount as decimal(18, 2)) as net_amount,
        cast(coupon_amount as decimal(18, 2)) as coupon_amount,
        cast(cost_amount as decimal(18, 2)) as cost_amount,
        cast(margin_amount as decimal(18, 2)) as margin_amount,
        is_return,
        order_date
    from lines
)

select * from final
