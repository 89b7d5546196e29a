-- Grain: kpi x day x dimension value, for KPIs of orders.
with orders as (
    select * from {{ ref('fct_orders') }}
),

stores as (
    select * from {{ ref('dim_stores') }}
),

counted as (
    select
        orders.order_date as measure_date,
        orders.store_id,
        stores.store_format,
        stores.city,
        orders.channel,
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
        ) as first_order_count
    from orders
    left join stores on orders.store_id = stores.store_id
    group by 1, 2, 3, 4, 5
),

cut as (
    {{ cut_by('counted', 'measure_date', {
        'store': 'store_id', 'store_format': 'store_format', 'city': 'city', 'channel': 'channel'
    }, [
        'order_count',
        'line_count',
        'net_amount',
        'gross_amount',
        'discount_amount',
        'refund_amount',
        'contribution_amount',
        'margin_amount',
        'costed_order_count',
        'costed_net_amount',
        'known_order_count',
        'first_order_count'
    ]) }}
),

final as (
    select
        kpis.kpi_id,
        cut.dimension_name,
        cut.dimension_value,
        cast(kpis.numerator as decimal(18, 4)) as numerator,
        cast(kpis.denominator as decimal(18, 4)) as denominator,
        cast(kpis.square_sum as decimal(18, 4)) as square_sum,
        cast(kpis.observation_count as bigint) as observation_count,
        cut.measure_date
    from cut
    cross join lateral (
        values
        ('net_sales', net_amount, null, null, order_count),
        ('gross_sales', gross_amount, null, null, order_count),
        ('contribution_margin', contribution_amount, null, null, costed_order_count),
        ('orders', order_count, null, null, order_count),
        ('average_order_value', net_amount, order_count, null, order_count),
        ('items_per_order', line_count, order_count, null, order_count),
        ('discount_share', discount_amount, gross_amount, null, order_count),
        ('margin_share', margin_amount, costed_net_amount, null, costed_order_count),
        ('return_rate', refund_amount, net_amount, null, order_count),
        ('new_customers', first_order_count, null, null, first_order_count),
        (
            'returning_order_share',
            known_order_count - first_order_count,
            known_order_count,
            null,
            known_order_count
        )
    ) as kpis (kpi_id, numerator, denominator, square_sum, observation_count)
)

select * from final
