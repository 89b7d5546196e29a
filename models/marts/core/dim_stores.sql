-- Grain: one row per store, also those that sold but were never listed.
with listed as (
    select * from {{ ref('stg_pos__stores') }}
    where reject_reason is null
),

orders as (
    select * from {{ ref('int_orders_placed') }}
),

selling as (
    select
        store_id,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date
    from orders
    where store_id is not null
    group by 1
),

final as (
    select
        coalesce(listed.store_id, selling.store_id) as store_id,
        coalesce(
            listed.store_name,
            concat_ws(' ', 'Store', coalesce(listed.store_id, selling.store_id))
        ) as store_name,
        listed.store_format,
        listed.region,
        listed.city,
        listed.country,
        listed.store_id is not null as is_listed,
        listed.opened_date,
        listed.closed_date,
        selling.first_order_date,
        selling.last_order_date
    from listed
    full outer join selling on listed.store_id = selling.store_id
)

select * from final
