-- Grain: kpi x period x dimension value, for KPIs of orders. kpi value = numerator /
-- denominator.
with orders as (
    select * from {{ ref('fct_orders') }}
),

periods as (
    select * from {{ ref('int_period_days') }}
),

dimensioned as (
    select
        'all' as dimension_name,
        'all' as dimension_value,
        orders.*
    from orders
    union all
    select
        'store' as dimension_name,
        orders.store_id as dimension_value,
        orders.*
    from orders
    where orders.store_id is not null
),

-- One row per customer first, so that distinct customers are counted without a distinct
-- over all orders.
customer_periods as (
    select
        periods.period_type,
        periods.period_start_date,
        dimensioned.dimension_name,
        dimensioned.dimension_value,
        dimensioned.customer_id,
        count(*) as order_count,
        sum(dimensioned.line_count) as line_count,
        sum(dimensioned.net_amount) as net_amount,
        sum(dimensioned.discount_amount) as discount_amount,
        sum(dimensioned.gross_amount) as gross_amount,
        sum(case when dimensioned.is_first_order then 1 else 0 end)
            as first_order_count,
        sum(dimensioned.margin_amount) as margin_amount,
        count(dimensioned.margin_amount) as costed_order_count,
        sum(
            case
                when dimensioned.margin_amount is not null then dimensioned.net_amount
            end
        ) as costed_net_amount
    from dimensioned
    inner join periods on dimensioned.order_date = periods.date_day
    group by 1, 2, 3, 4, 5
),

measures as (
    select
        period_type,
        period_start_date,
        dimension_name,
        dimension_value,
        sum(order_count) as order_count,
        sum(line_count) as line_count,
        sum(net_amount) as net_amount,
        sum(discount_amount) as discount_amount,
        sum(gross_amount) as gross_amount,
        sum(margin_amount) as margin_amount,
        sum(costed_net_amount) as costed_net_amount,
        sum(costed_order_count) as costed_order_count,
        sum(case when customer_id != 'unknown' then 1 else 0 end) as customer_count,
        sum(case when customer_id != 'unknown' then first_order_count else 0 end)
            as new_customer_count,
        sum(case when customer_id != 'unknown' and order_count >= 2 then 1 else 0 end)
            as repeating_customer_count,
        sum(case when customer_id != 'unknown' then order_count else 0 end)
            as identified_order_count,
        sum(
            case
                when
                    customer_id != 'unknown'
                    then order_count - first_order_count
                else 0
            end
        ) as returning_order_count
    from customer_periods
    group by 1, 2, 3, 4
),

final as (
    select
        kpis.kpi_id,
        measures.period_type,
        measures.dimension_name,
        measures.dimension_value,
        cast(kpis.numerator as decimal(18, 2)) as numerator,
        cast(kpis.denominator as decimal(18, 2)) as denominator,
        cast(kpis.observation_count as bigint) as observation_count,
        measures.period_start_date
    from measures
    cross join lateral (
        values
        ('net_sales', net_amount, 1, order_count),
        ('orders', order_count, 1, order_count),
        ('average_order_value', net_amount, order_count, order_count),
        ('items_per_order', line_count, order_count, order_count),
        ('discount_share', discount_amount, gross_amount, order_count),
        ('margin_share', margin_amount, costed_net_amount, costed_order_count),
        ('active_customers', customer_count, 1, customer_count),
        ('new_customers', new_customer_count, 1, customer_count),
        ('order_frequency', identified_order_count, customer_count, customer_count),
        (
            'repeat_customer_share',
            repeating_customer_count,
            customer_count,
            customer_count
        ),
        (
            'returning_order_share',
            returning_order_count,
            identified_order_count,
            identified_order_count
        )
    ) as kpis (kpi_id, numerator, denominator, observation_count)
)

select * from final
