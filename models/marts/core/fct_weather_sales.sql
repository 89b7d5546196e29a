-- Grain: store x day x kind of weather that products are made for. What was sold of
-- them adds up; all lines of the day stand in every row of the day.
with stock as (
    select * from {{ ref('int_stock_days') }}
),

store_days as (
    select * from {{ ref('fct_store_days') }}
),

lines as (
    select * from {{ ref('fct_order_lines') }}
),

orders as (
    select * from {{ ref('fct_orders') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

-- Only what leaves over the counter depends on the weather at the store's door.
counter_lines as (
    select
        lines.store_id,
        lines.order_date,
        products.weather_fit,
        lines.net_amount
    from lines
    inner join orders on lines.order_id = orders.order_id and orders.channel = 'store'
    inner join products on lines.product_id = products.product_id
    where not lines.is_return
),

sold as (
    select
        store_id,
        order_date,
        weather_fit,
        count(*) as line_count,
        sum(net_amount) as net_amount
    from counter_lines
    group by 1, 2, 3
),

sold_by_day as (
    select
        store_id,
        order_date,
        sum(line_count) as line_count
    from sold
    group by 1, 2
),

final as (
    select
        stock.store_id,
        stock.weather_fit,
        store_days.city,
        cast(stock.product_count as integer) as product_count,
        cast(stock.in_stock_count as integer) as in_stock_count,
        cast(coalesce(sold.line_count, 0) as integer) as line_count,
        cast(coalesce(sold_by_day.line_count, 0) as integer) as all_line_count,
        cast(coalesce(sold.net_amount, 0) as decimal(18, 2)) as net_amount,
        store_days.visitor_count,
        store_days.rain_millimetres,
        store_days.temperature_max_celsius,
        stock.in_stock_count = stock.product_count as is_all_in_stock,
        stock.store_date
    from stock
    inner join store_days
        on stock.store_id = store_days.store_id
            and stock.store_date = store_days.store_date
    left join sold
        on stock.store_id = sold.store_id
            and stock.store_date = sold.order_date
            and stock.weather_fit = sold.weather_fit
    left join sold_by_day
        on stock.store_id = sold_by_day.store_id
            and stock.store_date = sold_by_day.order_date
)

select * from final
