-- Grain: store x day. Everything is what was known on that day; weather is that of the
-- store's city.
with days as (
    select * from {{ ref('int_store_days_counted') }}
),

dates as (
    select * from {{ ref('dim_dates') }}
),

stores as (
    select * from {{ ref('dim_stores') }}
),

store_hours as (
    select * from {{ ref('stg_context__store_hours') }}
    where reject_reason is null
),

weather as (
    select * from {{ ref('stg_context__weather') }}
    where reject_reason is null
),

inventory as (
    select
        location_id,
        inventory_date,
        count(*) as product_count,
        count(case when on_hand_quantity <= 0 then 1 end) as out_of_stock_count
    from {{ ref('stg_context__inventory') }}
    where reject_reason is null
    group by 1, 2
),

promotions as (
    select * from {{ ref('stg_marketing__promotions') }}
    where reject_reason is null
),

promoted as (
    select
        days.store_id,
        days.store_date,
        count(*) as promotion_count
    from days
    inner join promotions
        on days.store_id = coalesce(promotions.store_id, days.store_id)
            and days.store_date >= promotions.valid_from_date
            and (
                promotions.valid_to_date is null
                or days.store_date <= promotions.valid_to_date
            )
    group by 1, 2
),

-- Hours change; those that began last before the day hold.
opened as (
    select
        days.store_id,
        days.store_date,
        store_hours.opens_at,
        store_hours.closes_at,
        row_number() over (
            partition by days.store_id, days.store_date
            order by store_hours.valid_from_date desc nulls last
        ) as recency
    from days
    inner join dates on days.store_date = dates.date_day
    inner join store_hours
        on days.store_id = store_hours.store_id
            and dates.iso_weekday = store_hours.weekday
            and days.store_date >= store_hours.valid_from_date
),

final as (
    select
        days.store_id,
        stores.city,
        opened.opens_at,
        opened.closes_at,
        cast(days.order_count as integer) as order_count,
        cast(days.net_amount as decimal(18, 2)) as net_amount,
        cast(days.margin_amount as decimal(18, 2)) as margin_amount,
        cast(days.visitor_count as integer) as visitor_count,
        cast(days.staff_hours as double) as staff_hours,
        cast(coalesce(promoted.promotion_count, 0) as integer) as promotion_count,
        cast(inventory.product_count as integer) as stock_product_count,
        cast(inventory.out_of_stock_count as integer) as out_of_stock_product_count,
        cast(weather.rain_millimetres as double) as rain_millimetres,
        cast(weather.temperature_max_celsius as double) as temperature_max_celsius,
        dates.is_holiday,
        days.store_date
    from days
    inner join dates on days.store_date = dates.date_day
    left join stores on days.store_id = stores.store_id
    left join opened
        on days.store_id = opened.store_id
            and days.store_date = opened.store_date
            and opened.recency = 1
    left join inventory
        on days.store_id = inventory.location_id
            and days.store_date = inventory.inventory_date
    left join weather
        on stores.city = weather.city and days.store_date = weather.weather_date
    left join promoted
        on days.store_id = promoted.store_id and days.store_date = promoted.store_date
)

select * from final
