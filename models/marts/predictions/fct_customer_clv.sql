-- Grain: one row per customer on the as-of date. Expected orders and value add up over
-- customers, not over horizons. Bounds are 90 % intervals of one customer and do not
-- add up.
with scores as (
    select * from {{ ref('ml_customer_clv') }}
),

customers as (
    select * from {{ ref('fct_customer_snapshots') }}
    where is_as_of_date
),

ranked as (
    select
        scores.*,
        row_number() over (
            order by
                scores.expected_value_365d desc nulls last,
                scores.customer_id asc nulls last
        ) as value_rank,
        count(*) over () as customer_count
    from scores
),

final as (
    select
        ranked.customer_id,
        ranked.model_name,
        ranked.model_version,
        cast(
            floor((ranked.value_rank - 1) * 10 / ranked.customer_count) + 1 as integer
        ) as value_decile,
        customers.net_sales_amount as past_net_sales_amount,
        {% for horizon in [30, 90, 365] -%}
            cast(ranked.expected_orders_{{ horizon }}d as double)
                as expected_orders_{{ horizon }}d,
            cast(ranked.expected_orders_{{ horizon }}d_low as double)
                as expected_orders_{{ horizon }}d_low,
            cast(ranked.expected_orders_{{ horizon }}d_high as double)
                as expected_orders_{{ horizon }}d_high,
            cast(ranked.expected_value_{{ horizon }}d as double)
                as expected_value_{{ horizon }}d,
            cast(ranked.expected_value_{{ horizon }}d_low as double)
                as expected_value_{{ horizon }}d_low,
            cast(ranked.expected_value_{{ horizon }}d_high as double)
                as expected_value_{{ horizon }}d_high,
            cast(ranked.active_probability_{{ horizon }}d as double)
                as active_probability_{{ horizon }}d,
        {% endfor -%}
        cast(ranked.expected_order_value as double) as expected_order_value,
        cast(ranked.snapshot_date as date) as snapshot_date
    from ranked
    inner join customers on ranked.customer_id = customers.customer_id
)

select * from final
