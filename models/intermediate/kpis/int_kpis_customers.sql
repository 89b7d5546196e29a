-- Grain: kpi x period x dimension value, for KPIs that count customers: who ordered
-- twice in a period is no sum over its days.
with orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown'
),

stores as (
    select * from {{ ref('dim_stores') }}
),

periods as (
    select * from {{ ref('int_period_days') }}
),

placed as (
    select
        orders.customer_id,
        orders.order_date,
        orders.store_id,
        orders.channel,
        stores.store_format,
        stores.city,
        1 as order_count,
        orders.net_amount
    from orders
    left join stores on orders.store_id = stores.store_id
),

customer_days as (
    {{ cut_by('placed', 'order_date', {
        'store': 'store_id', 'store_format': 'store_format', 'city': 'city', 'channel': 'channel'
    }, {
        'order_count': 'order_count', 'net_amount': 'net_amount'
    }, 'customer_id') }}
),

-- One row per customer first, so that nothing is counted by a distinct over all orders.
customer_periods as (
    select
        periods.period_type,
        periods.period_start_date,
        customer_days.dimension_name,
        customer_days.dimension_value,
        customer_days.customer_id,
        sum(customer_days.order_count) as order_count,
        sum(customer_days.net_amount) as net_amount
    from customer_days
    inner join periods on customer_days.measure_date = periods.date_day
    where periods.period_type != 'day'
        or customer_days.dimension_name in ('all', 'store', 'store_format')
    group by 1, 2, 3, 4, 5
),

counted as (
    select
        period_type,
        period_start_date,
        dimension_name,
        dimension_value,
        count(*) as customer_count,
        sum(order_count) as order_count,
        sum(net_amount) as net_amount,
        sum(case when order_count >= 2 then 1 else 0 end) as repeating_customer_count
    from customer_periods
    group by 1, 2, 3, 4
),

final as (
    select
        kpis.kpi_id,
        counted.period_type,
        counted.dimension_name,
        counted.dimension_value,
        cast(kpis.numerator as decimal(18, 4)) as numerator,
        cast(kpis.denominator as decimal(18, 4)) as denominator,
        cast(null as decimal(18, 4)) as square_sum,
        cast(counted.customer_count as bigint) as observation_count,
        counted.period_start_date
    from counted
    cross join lateral (
        values
        ('active_customers', customer_count, 1),
        ('order_frequency', order_count, customer_count),
        ('repeat_customer_share', repeating_customer_count, customer_count),
        ('revenue_per_customer', net_amount, customer_count)
    ) as kpis (kpi_id, numerator, denominator)
)

select * from final
