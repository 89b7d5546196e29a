-- Grain: customer x kind x value: the day a customer first bought in a store or from a
-- department, subscriptions aside. Breadth at a snapshot is then a count of first days.
with lines as (
    select * from {{ ref('fct_order_lines') }}
    where customer_id != 'unknown' and store_id != 'subscription'
),

products as (
    select * from {{ ref('dim_products') }}
),

stores as (
    select
        customer_id,
        'store' as kind,
        store_id as visited_value,
        min(order_date) as first_order_date
    from lines
    where store_id is not null
    group by 1, 2, 3
),

customer_products as (
    select
        customer_id,
        product_id,
        min(order_date) as first_order_date
    from lines
    group by 1, 2
),

departments as (
    select
        customer_products.customer_id,
        'department' as kind,
        products.department as visited_value,
        min(customer_products.first_order_date) as first_order_date
    from customer_products
    inner join products on customer_products.product_id = products.product_id
    where products.department is not null
    group by 1, 2, 3
),

final as (
    select * from stores
    union all
    select * from departments
)

select * from final
