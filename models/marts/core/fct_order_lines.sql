-- Grain: one row per line of an order. All amounts add up; a return at the till is a
-- negative line, a later refund stands in its own columns. What came back is taken off
-- at its share of the line's cost.
with lines as (
    select * from {{ ref('int_order_lines_priced') }}
),

refunds as (
    select
        order_id,
        line_number,
        sum(quantity) as returned_quantity,
        sum(refund_amount) as refund_amount
    from {{ ref('int_refunds_paid') }}
    group by 1, 2
),

refunded as (
    select
        lines.*,
        coalesce(refunds.returned_quantity, 0) as returned_quantity,
        coalesce(refunds.refund_amount, 0) as refund_amount,
        lines.cost_amount
        * (1 - coalesce(refunds.returned_quantity, 0) / nullif(lines.quantity, 0))
            as kept_cost_amount
    from lines
    left join refunds
        on lines.order_id = refunds.order_id and lines.line_number = refunds.line_number
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
        cast(returned_quantity as decimal(18, 3)) as returned_quantity,
        cast(refund_amount as decimal(18, 2)) as refund_amount,
        cast(
            net_amount - refund_amount - coalesce(kept_cost_amount, cost_amount)
            as decimal(18, 2)
        ) as contribution_amount,
        is_return,
        order_date
    from refunded
)

select * from final
{{ and_built() }}
