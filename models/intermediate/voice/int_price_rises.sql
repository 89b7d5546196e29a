-- Grain: product x day on which its list price rose by five percent or more.
with prices as (
    select * from {{ ref('stg_shop__price_history') }}
    where reject_reason is null
),

priced as (
    select
        product_id,
        valid_from_date,
        list_price_amount,
        lag(list_price_amount) over (
            partition by product_id order by valid_from_date asc nulls last
        ) as price_before
    from prices
),

final as (
    select
        product_id,
        list_price_amount,
        price_before as list_price_before_amount,
        valid_from_date as risen_date
    from priced
    where list_price_amount >= 1.05 * price_before
)

select * from final
