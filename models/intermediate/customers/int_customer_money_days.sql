-- Grain: customer x day on which an order was placed or a refund paid. A refund counts
-- on its own day, with the cost of the goods that came back, so that no day knows of a
-- later one. What an order without a known cost left is not known, nor what its refund
-- took.
with orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown' and channel != 'subscription'
),

refunds as (
    select * from {{ ref('fct_refunds') }}
    where customer_id != 'unknown'
),

lines as (
    select * from {{ ref('fct_order_lines') }}
),

moved as (
    select
        customer_id,
        1 as order_count,
        case when discount_amount > 0 then 1 else 0 end as discounted_order_count,
        net_amount,
        case when margin_amount is not null then net_amount else 0 end
            as costed_net_amount,
        coalesce(margin_amount, 0) as contribution_amount,
        0 as refund_amount,
        order_date as money_date
    from orders
    union all
    select
        refunds.customer_id,
        0 as order_count,
        0 as discounted_order_count,
        0 as net_amount,
        0 as costed_net_amount,
        case
            when orders.margin_amount is not null
                then cast(
                        coalesce(
                            refunds.returned_quantity
                            * lines.cost_amount
                            / nullif(lines.quantity, 0),
                            0
                        ) as decimal(18, 2)
                    )
                    - refunds.refund_amount
            else 0
        end as contribution_amount,
        refunds.refund_amount,
        refunds.refund_date as money_date
    from refunds
    left join orders on refunds.order_id = orders.order_id
    left join lines
        on refunds.order_id = lines.order_id and refunds.line_number = lines.line_number
),

final as (
    select
        customer_id,
        cast(sum(order_count) as bigint) as order_count,
        cast(sum(discounted_order_count) as bigint) as discounted_order_count,
        cast(sum(net_amount) as decimal(18, 2)) as net_amount,
        cast(sum(costed_net_amount) as decimal(18, 2)) as costed_net_amount,
        cast(sum(contribution_amount) as decimal(18, 2)) as contribution_amount,
        cast(sum(refund_amount) as decimal(18, 2)) as refund_amount,
        money_date
    from moved
    group by customer_id, money_date
)

select * from final
