-- Grain: one row per parcel of an accepted order. Days count in the business time zone.
with shipments as (
    select * from {{ ref('stg_shop__shipments') }}
    where reject_reason is null
),

orders as (
    select * from {{ ref('int_orders_placed') }}
    where system_name = 'shop'
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

dated as (
    select
        shipments.*,
        as_of.as_of_date,
        {{ local_date('shipments.delivered_at', 'as_of') }} as delivered_date
    from shipments
    cross join as_of
),

final as (
    select
        dated.shipment_id,
        orders.order_id,
        orders.customer_id,
        orders.store_id,
        dated.carrier,
        cast(
            {{ dbt.datediff('dated.promised_to_date', 'dated.delivered_date', 'day') }}
            as integer
        ) as days_late,
        dated.delivered_at is not null as is_delivered,
        coalesce(
            coalesce(dated.delivered_date, dated.as_of_date) > dated.promised_to_date,
            false
        ) as is_late,
        dated.promised_from_date,
        dated.promised_to_date,
        cast(dated.shipped_at as timestamp) as shipped_at,
        cast(dated.delivered_at as timestamp) as delivered_at
    from dated
    inner join orders on dated.order_id = orders.source_order_id
)

select * from final
