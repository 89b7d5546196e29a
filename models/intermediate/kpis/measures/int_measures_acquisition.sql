-- Grain: kpi x day x dimension value, for the cost of a new customer: what was spent in
-- a city against who ordered there for the first time.
with orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown' and is_first_order
),

stores as (
    select * from {{ ref('dim_stores') }}
),

counted as (
    select
        orders.order_date as measure_date,
        stores.city,
        count(*) as new_customer_count,
        0 as spend_amount
    from orders
    left join stores on orders.store_id = stores.store_id
    group by 1, 2
    union all
    select
        spend_date as measure_date,
        city,
        0 as new_customer_count,
        sum(spend_amount) as spend_amount
    from {{ ref('fct_ad_spend') }}
    group by 1, 2
),

final as (
    {{ kpi_parts('counted', {'city': 'city'}, [
        (
            'blended_acquisition_cost',
            'spend_amount',
            'new_customer_count',
            'new_customer_count'
        )
    ]) }}
)

select * from final
