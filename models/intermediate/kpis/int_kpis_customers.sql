-- Grain: kpi x period x dimension value, for KPIs that count customers: who ordered
-- twice in a period is no sum over its days.
with orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown'
),

dimensions as (
    select * from {{ ref('int_orders_dimensioned') }}
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
        dimensions.store_format,
        dimensions.business_line,
        dimensions.city,
        dimensions.segment,
        1 as order_count,
        orders.net_amount,
        case when dimensions.is_member then 1 else 0 end as member_count
    from orders
    inner join dimensions on orders.order_id = dimensions.order_id
),

cut as (
    select
        cuts.dimension_name,
        cuts.dimension_value,
        placed.customer_id,
        placed.order_count,
        placed.net_amount,
        placed.member_count,
        placed.order_date
    from placed
    cross join
        lateral (
            values
            ('all', 'all'),
            ('store', store_id),
            ('store_format', store_format),
            ('business_line', business_line),
            ('city', city),
            ('channel', channel),
            ('segment', segment)
        ) as cuts (dimension_name, dimension_value)
    where cuts.dimension_value is not null
),

-- One row per customer first, so that nothing is counted by a distinct over all orders.
customer_periods as (
    select
        periods.period_type,
        periods.period_start_date,
        cut.dimension_name,
        cut.dimension_value,
        cut.customer_id,
        sum(cut.order_count) as order_count,
        sum(cut.net_amount) as net_amount,
        max(cut.member_count) as member_count
    from cut
    inner join periods on cut.order_date = periods.date_day
    where periods.period_type != 'day'
        or cut.dimension_name in ('all', 'store', 'store_format')
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
        sum(case when order_count >= 2 then 1 else 0 end) as repeating_customer_count,
        sum(member_count) as member_count
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
        ('revenue_per_customer', net_amount, customer_count),
        ('loyalty_membership_share', member_count, customer_count)
    ) as kpis (kpi_id, numerator, denominator)
)

select * from final
