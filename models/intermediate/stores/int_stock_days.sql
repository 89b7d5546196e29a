-- Grain: store x day x kind of weather that products are made for: how many of them the
-- store keeps, and how many were on the shelf.
with inventory as (
    select * from {{ ref('stg_context__inventory') }}
    where reject_reason is null
),

products as (
    select * from {{ ref('dim_products') }}
    where weather_fit is not null
),

final as (
    select
        inventory.location_id as store_id,
        inventory.inventory_date as store_date,
        products.weather_fit,
        count(*) as product_count,
        count(case when inventory.on_hand_quantity > 0 then 1 end) as in_stock_count
    from inventory
    inner join products on inventory.product_id = products.product_id
    group by 1, 2, 3
)

select * from final
