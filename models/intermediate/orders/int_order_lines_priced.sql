-- Grain: one row per accepted line. Gross is net plus discount where there is no shelf
-- price. The cost is the till's own, else the product's on the day of the order; margin
-- is null where neither is known.
with lines as (
    select * from {{ ref('int_order_lines_landed') }}
),

orders as (
    select * from {{ ref('int_orders_placed') }}
),

price_history as (
    select * from {{ ref('stg_shop__price_history') }}
    where reject_reason is null and unit_cost_amount is not null
),

-- One cost a day, also where two periods overlap: the one that began last.
costs as (
    select
        product_id,
        unit_cost_amount,
        valid_from_date,
        lead(valid_from_date) over (
            partition by product_id order by valid_from_date asc nulls last
        ) as next_from_date,
        valid_to_date
    from price_history
),

costed as (
    select
        lines.*,
        orders.customer_id,
        orders.store_id,
        orders.order_date,
        coalesce(
            lines.cost_amount,
            cast(round(costs.unit_cost_amount * lines.quantity, 2) as decimal(18, 2))
        ) as known_cost_amount,
        coalesce(lines.discount_amount, lines.gross_amount - lines.net_amount, 0)
            as known_discount_amount
    from lines
    inner join orders on lines.order_id = orders.order_id
    left join costs
        on lines.product_id = costs.product_id
            and orders.order_date >= costs.valid_from_date
            and orders.order_date < coalesce(costs.next_from_date, date '9999-12-31')
            and orders.order_date <= coalesce(costs.valid_to_date, date '9999-12-31')
),

final as (
    select
        order_id,
        customer_id,
        store_id,
        product_id,
        line_number,
        quantity,
        coalesce(gross_amount, net_amount + known_discount_amount) as gross_amount,
        known_discount_amount as discount_amount,
        net_amount,
        coalesce(coupon_amount, 0) as coupon_amount,
        known_cost_amount as cost_amount,
        net_amount - known_cost_amount as margin_amount,
        quantity < 0 as is_return,
        order_date
    from costed
)

select * from final
