-- Grain: one row per offer.
with offers as (
    select * from {{ ref('stg_pos__offers') }}
    where reject_reason is null
),

final as (
    select
        offer_id,
        offer_name,
        store_id,
        product_id,
        offer_price_amount,
        cast(start_hour as integer) as start_hour,
        cast(end_hour as integer) as end_hour,
        valid_from_date,
        valid_to_date
    from offers
)

select * from final
