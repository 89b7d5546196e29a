-- Grain: one row per metric: regulars of the cafés who bought a product before it
-- became dearer against other regulars, and how many of each did not come in the 90
-- days after.
{{ config(meta={'purposes': ['analytics']}) }}

with rises as (
    select * from {{ ref('int_price_rises') }}
),

orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown'
),

lines as (
    select * from {{ ref('fct_order_lines') }}
    where customer_id != 'unknown'
),

stores as (
    select * from {{ ref('dim_stores') }}
    where business_line = 'cafes'
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

cafe_orders as (
    select
        orders.order_id,
        orders.customer_id,
        orders.order_date
    from orders
    inner join stores on orders.store_id = stores.store_id
),

cafe_lines as (
    select
        lines.product_id,
        lines.customer_id,
        lines.order_date
    from lines
    inner join stores on lines.store_id = stores.store_id
    where not lines.is_return
),

-- The last rise whose 90 days are over.
dearer as (
    select
        rises.product_id,
        rises.risen_date as dearer_date,
        row_number() over (
            order by rises.risen_date desc nulls last, rises.product_id asc nulls last
        ) as recency
    from rises
    cross join as_of
    where {{ dbt.dateadd('day', 90, 'rises.risen_date') }} <= as_of.as_of_date
        and rises.product_id in (select cafe_lines.product_id from cafe_lines)
),

regulars as (
    select
        cafe_orders.customer_id,
        dearer.product_id,
        dearer.dearer_date
    from cafe_orders
    cross join dearer
    where dearer.recency = 1
        and cafe_orders.order_date < dearer.dearer_date
        and cafe_orders.order_date
        >= {{ dbt.dateadd('day', -90, 'dearer.dearer_date') }}
    group by 1, 2, 3
    having count(*) >= {{ var('own_gap_minimum') }}
),

followed as (
    select
        regulars.customer_id,
        count(cafe_orders.order_id) = 0 as is_lost
    from regulars
    left join cafe_orders
        on regulars.customer_id = cafe_orders.customer_id
            and regulars.dearer_date <= cafe_orders.order_date
            and cafe_orders.order_date
            < {{ dbt.dateadd('day', 90, 'regulars.dearer_date') }}
    group by 1
),

bought as (
    select regulars.customer_id
    from regulars
    inner join cafe_lines
        on regulars.customer_id = cafe_lines.customer_id
            and regulars.product_id = cafe_lines.product_id
            and regulars.dearer_date > cafe_lines.order_date
            and cafe_lines.order_date
            >= {{ dbt.dateadd('day', -90, 'regulars.dearer_date') }}
    group by 1
),

final as (
    select
        'regulars_lost_after_dearer_product' as metric_id,
        count(bought.customer_id) as exposed_count,
        count(case when followed.is_lost then bought.customer_id end) as exposed_hits,
        count(*) - count(bought.customer_id) as reference_count,
        count(case when bought.customer_id is null and followed.is_lost then 1 end)
            as reference_hits
    from followed
    left join bought on followed.customer_id = bought.customer_id
    having count(*) > 0
)

select * from final
