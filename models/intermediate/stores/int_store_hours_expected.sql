-- Grain: store x business day x hour, with the orders that this many visitors make in
-- this store at that time of the week and year and in such weather.
with hours as (
    select * from {{ ref('int_store_hours_counted') }}
),

store_days as (
    select * from {{ ref('fct_store_days') }}
),

dates as (
    select * from {{ ref('dim_dates') }}
),

placed as (
    select
        hours.*,
        dates.iso_weekday,
        dates.quarter_start_date,
        dates.is_weekend,
        coalesce(
            store_days.rain_millimetres >= {{ var('rainy_day_millimetres') }}, false
        )
            as is_rainy,
        case when hours.visitor_count > 0 then hours.order_count end
            as counted_order_count
    from hours
    inner join dates on hours.store_date = dates.date_day
    left join store_days
        on hours.store_id = store_days.store_id
            and hours.store_date = store_days.store_date
),

rates as (
    select
        store_id,
        quarter_start_date,
        is_weekend,
        is_rainy,
        cast(sum(counted_order_count) as double) / nullif(sum(visitor_count), 0)
            as orders_per_visitor
    from placed
    group by 1, 2, 3, 4
),

final as (
    select
        placed.store_id,
        placed.hour_of_day,
        placed.iso_weekday,
        placed.order_count,
        placed.preorder_count,
        placed.net_amount,
        placed.visitor_count,
        placed.staff_hours,
        placed.visitor_count * rates.orders_per_visitor as expected_order_count,
        placed.is_rainy,
        placed.store_date,
        placed.quarter_start_date
    from placed
    inner join rates
        on placed.store_id = rates.store_id
            and placed.quarter_start_date = rates.quarter_start_date
            and placed.is_weekend = rates.is_weekend
            and placed.is_rainy = rates.is_rainy
)

select * from final
