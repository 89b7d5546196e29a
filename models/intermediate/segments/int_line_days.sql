-- Grain: customer x business line x day with a purchase: an order that was placed, or
-- an appointment that was kept. A subscription is due by contract and has a status of
-- its own.
with orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown' and channel != 'subscription'
),

appointments as (
    select * from {{ ref('fct_appointments') }}
    where customer_id != 'unknown' and status = 'completed'
),

stores as (
    select * from {{ ref('dim_stores') }}
    where business_line is not null
),

purchases as (
    select
        customer_id,
        store_id,
        order_date as purchase_date
    from orders
    union all
    select
        customer_id,
        store_id,
        appointment_date as purchase_date
    from appointments
),

daily as (
    select
        purchases.customer_id,
        stores.business_line,
        purchases.purchase_date
    from purchases
    inner join stores on purchases.store_id = stores.store_id
    group by 1, 2, 3
),

final as (
    select
        customer_id,
        business_line,
        {{ dbt.datediff(
            'lag(purchase_date) over (partition by customer_id, business_line order by purchase_date asc nulls last)',
            'purchase_date',
            'day'
        ) }} as gap_days,
        purchase_date
    from daily
)

select * from final
