-- Grain: one row per product of the tills or the shop and plan of the software, also
-- those that were sold but never listed. Price and cost are those of the as-of date.
with listed as (
    select * from {{ ref('int_products_listed') }}
),

plans as (
    select * from {{ ref('stg_product__plans') }}
    where reject_reason is null
),

price_history as (
    select
        product_id,
        list_price_amount,
        unit_cost_amount,
        valid_from_date
    from {{ ref('stg_shop__price_history') }}
    where reject_reason is null
    union all
    select
        plan_id as product_id,
        list_price_amount,
        null as unit_cost_amount,
        valid_from_date
    from plans
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

lines as (
    select * from {{ ref('fct_order_lines') }}
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
