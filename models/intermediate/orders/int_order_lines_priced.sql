-- Grain: one row per accepted line. Gross is net plus discount where the till gives no
-- shelf price; margin is null where no cost is known.
with lines as (
    select * from {{ ref('stg_pos__receipt_lines') }}
    where reject_reason is null
),

orders as (
    select * from {{ ref('int_orders_placed') }}
),

priced as (
    select
        lines.*,
        coalesce(lines.discount_amount, lines.gross_amount - lines.net_amount, 0)
            as known_discount_amount
    from lines
),

final as (
    select
        orders.order_id,
        orders.customer_id,
        orders.store_id,
        priced.product_id,
        priced.line_number,
        priced.quantity,
        coalesce(
            priced.gross_amount, priced.net_amount + priced.known_discount_amount
        ) as gross_amount,
        priced.known_discount_amount as discount_amount,
        priced.net_amount,
        coalesce(priced.coupon_amount, 0) as coupon_amount,
        priced.cost_amount,
        priced.net_amount - priced.cost_amount as margin_amount,
        priced.quantity < 0 as is_return,
        orders.order_date
    from priced
    inner join orders on priced.receipt_id = orders.source_order_id
)

select * from final
