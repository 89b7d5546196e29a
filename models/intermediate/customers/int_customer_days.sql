-- Grain: customer x day with an order that was placed. A purchase, to the models of
-- repeat buying, is such a day; the months of a subscription are due without one.
with orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown' and channel != 'subscription'
),

dates as (
    select * from {{ ref('dim_dates') }}
),

daily as (
    select
        customer_id,
        count(*) as order_count,
        cast(sum(line_count) as bigint) as line_count,
        cast(sum(gross_amount) as decimal(18, 2)) as gross_amount,
        cast(sum(discount_amount) as decimal(18, 2)) as discount_amount,
        cast(sum(net_amount) as decimal(18, 2)) as net_amount,
        cast(sum(coupon_amount) as decimal(18, 2)) as coupon_amount,
        order_date
    from orders
    group by customer_id, order_date
),

final as (
    select
        daily.customer_id,
        daily.order_count,
        daily.line_count,
        daily.gross_amount,
        daily.discount_amount,
        daily.net_amount,
        daily.coupon_amount,
        {{ dbt.datediff(
            'lag(daily.order_date) over (partition by daily.customer_id order by daily.order_date asc nulls last)',
            'daily.order_date',
            'day'
        ) }} as gap_days,
        dates.is_weekend,
        daily.order_date
    from daily
    inner join dates on daily.order_date = dates.date_day
)

select * from final
