-- Grain: one row per product of the tills or the shop, also those that were sold but
-- never listed. Price and cost are those of the as-of date.
with till_products as (
    select * from {{ ref('stg_pos__products') }}
    where reject_reason is null
),

shop_products as (
    select * from {{ ref('stg_shop__products') }}
    where reject_reason is null
),

price_history as (
    select * from {{ ref('stg_shop__price_history') }}
    where reject_reason is null
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

lines as (
    select * from {{ ref('fct_order_lines') }}
),

-- What the shop says of a product stands before what the tills say.
listed as (
    select
        coalesce(shop_products.product_id, till_products.product_id) as product_id,
        coalesce(shop_products.product_name, till_products.product_name)
            as product_name,
        coalesce(shop_products.brand, till_products.brand) as brand,
        till_products.manufacturer_id,
        coalesce(shop_products.department, till_products.department) as department,
        coalesce(shop_products.category, till_products.category) as category,
        coalesce(shop_products.subcategory, till_products.subcategory) as subcategory,
        till_products.package_size,
        shop_products.season,
        shop_products.weather_fit
    from till_products
    full outer join shop_products on till_products.product_id = shop_products.product_id
),

prices as (
    select
        price_history.product_id,
        price_history.list_price_amount,
        price_history.unit_cost_amount,
        row_number() over (
            partition by price_history.product_id
            order by price_history.valid_from_date desc nulls last
        ) as recency
    from price_history
    cross join as_of
    where price_history.valid_from_date <= as_of.as_of_date
),

sold as (
    select product_id
    from lines
    group by 1
),

final as (
    select
        coalesce(listed.product_id, sold.product_id) as product_id,
        listed.product_name,
        listed.brand,
        listed.manufacturer_id,
        listed.department,
        listed.category,
        listed.subcategory,
        listed.package_size,
        listed.season,
        listed.weather_fit,
        cast(prices.list_price_amount as decimal(18, 2)) as list_price_amount,
        cast(prices.unit_cost_amount as decimal(18, 2)) as unit_cost_amount,
        listed.product_id is not null as is_listed,
        sold.product_id is not null as is_sold
    from listed
    full outer join sold on listed.product_id = sold.product_id
    left join prices
        on coalesce(listed.product_id, sold.product_id) = prices.product_id
            and prices.recency = 1
)

select * from final
