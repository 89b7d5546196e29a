-- Grain: kpi x day x dimension value, for KPIs of orders.
with orders as (
    select * from {{ ref('fct_orders') }}
),

dimensions as (
    select * from {{ ref('int_orders_dimensioned') }}
),

counted as (
    select
        orders.order_date as measure_date,
        orders.store_id,
        dimensions.store_format,
        dimensions.business_line,
        dimensions.city,
        orders.channel,
        dimensions.segment,
        count(*) as order_count,
        sum(orders.line_count) as line_count,
        sum(orders.net_amount) as net_amount,
        sum(orders.gross_amount) as gross_amount,
        sum(orders.discount_amount) as discount_amount,
        sum(orders.refund_amount) as refund_amount,
        sum(orders.contribution_amount) as contribution_amount,
        sum(orders.margin_amount) as margin_amount,
        count(orders.margin_amount) as costed_order_count,
        sum(case when orders.margin_amount is not null then orders.net_amount end)
            as costed_net_amount,
        sum(case when orders.customer_id != 'unknown' then 1 else 0 end)
            as known_order_count,
        sum(
            case
                when orders.customer_id != 'unknown' and orders.is_first_order then 1
                else 0
            end
        ) as first_order_count,
        sum(case when orders.channel = 'app' then 1 else 0 end) as app_order_count
    from orders
    inner join dimensions on orders.order_id = dimensions.order_id
    group by 1, 2, 3, 4, 5, 6, 7
),

final as (
    {{ kpi_parts('counted', {
        'store': 'store_id', 'store_format': 'store_format', 'business_line': 'business_line',
        'city': 'city', 'channel': 'channel', 'segment': 'segment'
    }, [
        ('net_sales', 'net_amount', none, 'order_count'),
        ('gross_sales', 'gross_amount', none, 'order_count'),
        ('contribution_margin', 'contribution_amount', none, 'costed_order_count'),
        ('orders', 'order_count', none, 'order_count'),
        ('average_order_value', 'net_amount', 'order_count', 'order_count'),
        ('items_per_order', 'line_count', 'order_count', 'order_count'),
        ('discount_share', 'discount_amount', 'gross_amount', 'order_count'),
        ('margin_share', 'margin_amount', 'costed_net_amount', 'costed_order_count'),
        ('return_rate', 'refund_amount', 'net_amount', 'order_count'),
        ('new_customers', 'first_order_count', none, 'first_order_count'),
        ('app_order_share', 'app_order_count', 'order_count', 'order_count'),
        (
            'returning_order_share',
            'known_order_count - first_order_count',
            'known_order_count',
            'known_order_count'
        )
    ]) }}
)

select * from final
