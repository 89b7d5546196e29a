-- Grain: one row per order: what KPIs of orders are cut by, beside what the order says.
-- The segment is the one in which the customer stood when the month began; a member of
-- the loyalty scheme is one from the day of joining.
with orders as (
    select * from {{ ref('fct_orders') }}
),

customers as (
    select * from {{ ref('dim_customers') }}
),

stores as (
    select * from {{ ref('dim_stores') }}
),

segmented as (
    select * from {{ ref('int_customers_segmented') }}
),

final as (
    select
        orders.order_id,
        stores.store_format,
        stores.business_line,
        stores.city,
        case
            when orders.customer_id != 'unknown'
                then coalesce(segmented.rfm_segment, 'new this month')
        end as segment,
        coalesce(orders.order_date >= customers.joined_date, false) as is_member
    from orders
    left join customers on orders.customer_id = customers.customer_id
    left join stores on orders.store_id = stores.store_id
    left join segmented
        on orders.customer_id = segmented.customer_id
            and segmented.snapshot_date = cast(
                {{ dbt.dateadd(
                    'day', -1, dbt.date_trunc('month', 'orders.order_date')
                ) }} as date
            )
)

select * from final
