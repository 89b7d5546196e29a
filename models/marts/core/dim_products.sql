-- Grain: one row per product, also those that were sold but never listed.
with listed as (
    select * from {{ ref('stg_pos__products') }}
    where reject_reason is null
),

lines as (
    select * from {{ ref('fct_order_lines') }}
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
        listed.product_id is not null as is_listed,
        sold.product_id is not null as is_sold
    from listed
    full outer join sold on listed.product_id = sold.product_id
)

select * from final
