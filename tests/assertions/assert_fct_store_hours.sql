-- Hours add up to the orders and staff hours of fct_store_days, which counts by day.
with hours as (
    select
        store_id,
        sum(order_count) as order_count,
        sum(net_amount) as net_amount,
        sum(visitor_count) as visitor_count,
        sum(staff_hours) as staff_hours
    from {{ ref('fct_store_hours') }}
    group by 1
),

days as (
    select
        store_id,
        sum(order_count) as order_count,
        sum(net_amount) as net_amount,
        sum(visitor_count) as visitor_count,
        sum(staff_hours) as staff_hours
    from {{ ref('fct_store_days') }}
    where store_id != 'unknown'
    group by 1
)

select
    days.store_id,
    days.order_count,
    hours.order_count as hour_order_count
from days
left join hours on days.store_id = hours.store_id
where
    hours.store_id is null
    or days.order_count != hours.order_count
    or days.net_amount != hours.net_amount
    or coalesce(days.visitor_count, 0) != coalesce(hours.visitor_count, 0)
    or abs(coalesce(days.staff_hours, 0) - coalesce(hours.staff_hours, 0)) > 0.01
