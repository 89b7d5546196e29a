-- Grain: customer x dimension x value x occasion: an order, a kept appointment, or a
-- day on which the customer looked at products. What a subscription bills is no
-- purchase.
{{ config(materialized='view') }}

with company as (
    select * from {{ ref('stg_landing__company') }}
),

orders as (
    select
        orders.*,
        extract(hour from {{ local_timestamp('orders.ordered_at', 'company') }})
            as hour_of_day
    from {{ ref('fct_orders') }} as orders
    where orders.channel != 'subscription'
),

lines as (
    select * from {{ ref('fct_order_lines') }}
    where not is_return
),

products as (
    select * from {{ ref('dim_products') }}
    where category is not null
),

appointments as (
    select * from {{ ref('fct_appointments') }}
    where status = 'completed'
),

views as (
    select * from {{ ref('fct_events') }}
    where event_name = 'product_viewed'
),

observed as (
    select
        customer_id,
        'channel' as dimension_name,
        channel as dimension_value,
        'bought' as kind,
        order_id as occasion_id,
        order_date as observed_date
    from orders
    union all
    select
        customer_id,
        'store' as dimension_name,
        store_id as dimension_value,
        'bought' as kind,
        order_id as occasion_id,
        order_date as observed_date
    from orders
    union all
    select
        customer_id,
        'daypart' as dimension_name,
        case
            when hour_of_day < 6 or hour_of_day >= 22 then 'night'
            when hour_of_day < 11 then 'morning'
            when hour_of_day < 14 then 'midday'
            when hour_of_day < 18 then 'afternoon'
            else 'evening'
        end as dimension_value,
        'bought' as kind,
        order_id as occasion_id,
        order_date as observed_date
    from orders
    union all
    select
        orders.customer_id,
        'category' as dimension_name,
        products.category as dimension_value,
        'bought' as kind,
        orders.order_id as occasion_id,
        orders.order_date as observed_date
    from orders
    inner join lines on orders.order_id = lines.order_id
    inner join products on lines.product_id = products.product_id
    union all
    select
        customer_id,
        'service' as dimension_name,
        procedure_type as dimension_value,
        'bought' as kind,
        appointment_id as occasion_id,
        appointment_date as observed_date
    from appointments
    union all
    select
        views.customer_id,
        'category' as dimension_name,
        products.category as dimension_value,
        'browsed' as kind,
        cast(views.event_date as varchar) as occasion_id,
        views.event_date as observed_date
    from views
    inner join products on views.product_id = products.product_id
),

final as (
    select
        customer_id,
        dimension_name,
        dimension_value,
        kind,
        occasion_id,
        observed_date
    from observed
    where customer_id != 'unknown' and dimension_value is not null
    group by 1, 2, 3, 4, 5, 6
)

select * from final
