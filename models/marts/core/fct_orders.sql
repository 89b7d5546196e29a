-- Grain: one row per order. All amounts add up; order_number does not.
-- Margin is null when the cost of any line is unknown.
with orders as (
    select * from {{ ref('int_orders_placed') }}
),

lines as (
    select * from {{ ref('fct_order_lines') }}
),

line_totals as (
    select
        order_id,
        count(*) as line_count,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(net_amount) as net_amount,
        sum(coupon_amount) as coupon_amount,
        sum(refund_amount) as refund_amount,
        case
            when count(contribution_amount) = count(*) then sum(contribution_amount)
        end as contribution_amount,
        case when count(margin_amount) = count(*) then sum(margin_amount) end
            as margin_amount
    from lines
    group by 1
),

-- The unknown customer has no first order.
numbered as (
    select
        order_id,
        row_number()
            over (
                partition by customer_id
                order by ordered_at asc nulls last, order_id asc nulls last
            )
            as order_number
    from orders
    where customer_id != 'unknown'
),

final as (
    select
        orders.order_id,
        orders.customer_id,
        orders.store_id,
        orders.channel,
        orders.promotion_id,
        orders.payment_method,
        cast(numbered.order_number as integer) as order_number,
        cast(coalesce(line_totals.line_count, 0) as integer) as line_count,
        cast(coalesce(line_totals.gross_amount, 0) as decimal(18, 2)) as gross_amount,
        cast(coalesce(line_totals.discount_amount, 0) as decimal(18, 2))
            as discount_amount,
        cast(coalesce(line_totals.net_amount, 0) as decimal(18, 2)) as net_amount,
        cast(coalesce(line_totals.coupon_amount, 0) as decimal(18, 2)) as coupon_amount,
        cast(line_totals.margin_amount as decimal(18, 2)) as margin_amount,
        cast(coalesce(line_totals.refund_amount, 0) as decimal(18, 2)) as refund_amount,
        cast(line_totals.contribution_amount as decimal(18, 2)) as contribution_amount,
        cast(orders.receipt_amount as decimal(18, 2)) as receipt_amount,
        coalesce(numbered.order_number = 1, false) as is_first_order,
        orders.order_date,
        cast(orders.ordered_at as timestamp) as ordered_at
    from orders
    left join line_totals on orders.order_id = line_totals.order_id
    left join numbered on orders.order_id = numbered.order_id
)

select * from final
