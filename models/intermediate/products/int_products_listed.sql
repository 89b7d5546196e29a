-- Grain: one row per product that the tills, the shop or the software list. What the
-- shop says stands before what the tills say.
with till_products as (
    select * from {{ ref('stg_pos__products') }}
    where reject_reason is null
),

shop_products as (
    select * from {{ ref('stg_shop__products') }}
    where reject_reason is null
),

plans as (
    select * from {{ ref('stg_product__plans') }}
    where reject_reason is null
),

-- A plan has a row for each of its prices; the last one names it.
plan_prices as (
    select
        *,
        row_number() over (
            partition by plan_id order by valid_from_date desc nulls last
        ) as recency
    from plans
),

plan_names as (
    select * from plan_prices
    where recency = 1
),

final as (
    select
        coalesce(
            shop_products.product_id, till_products.product_id, plan_names.plan_id
        ) as product_id,
        coalesce(
            shop_products.product_name,
            till_products.product_name,
            plan_names.plan_name
        ) as product_name,
        coalesce(shop_products.brand, till_products.brand) as brand,
        till_products.manufacturer_id,
        coalesce(
            shop_products.department,
            till_products.department,
            case when plan_names.plan_id is not null then 'Subscriptions' end
        ) as department,
        coalesce(
            shop_products.category, till_products.category, plan_names.product_tier
        ) as category,
        coalesce(shop_products.subcategory, till_products.subcategory) as subcategory,
        till_products.package_size,
        shop_products.season,
        shop_products.weather_fit
    from till_products
    full outer join shop_products on till_products.product_id = shop_products.product_id
    full outer join plan_names
        on coalesce(shop_products.product_id, till_products.product_id)
            = plan_names.plan_id
)

select * from final
