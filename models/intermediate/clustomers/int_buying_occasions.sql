-- Grain: one row per order, or kept appointment, of a known customer, with what it
-- held. An appointment has no basket.
{{ config(materialized='view') }}

with orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown' and channel != 'subscription'
),

lines as (
    select * from {{ ref('fct_order_lines') }}
    where customer_id != 'unknown' and not is_return
),

appointments as (
    select * from {{ ref('fct_appointments') }}
    where customer_id != 'unknown' and status = 'completed'
    {{ and_touched() }}
),

products_bought as (
    select
        order_id,
        case
            when
                order_date
                > min(order_date) over (partition by customer_id, product_id)
                then 1
            else 0
        end as is_known
    from lines
),

baskets as (
    select
        order_id,
        avg(is_known) as known_product_share
    from products_bought
    group by 1
),

final as (
    select
        orders.order_id as occasion_id,
        orders.customer_id,
        orders.store_id,
        case when orders.channel = 'web' then 'web' else 'place' end as place,
        orders.channel,
        orders.order_number,
        orders.line_count,
        orders.gross_amount,
        orders.discount_amount,
        orders.net_amount,
        orders.margin_amount,
        baskets.known_product_share,
        orders.order_date as occasion_date,
        orders.ordered_at as occasion_at
    from orders
    left join baskets on orders.order_id = baskets.order_id
    union all
    select
        appointment_id as occasion_id,
        customer_id,
        store_id,
        'place' as place,
        null as channel,
        null as order_number,
        null as line_count,
        null as gross_amount,
        null as discount_amount,
        null as net_amount,
        null as margin_amount,
        null as known_product_share,
        appointment_date as occasion_date,
        starts_at as occasion_at
    from appointments
)

select * from final
