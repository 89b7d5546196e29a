with judged as (
    {{ judged_records('pos', 'offers') }}
),

final as (
    select
        offer_id,
        offer_name,
        store_id,
        product_id,
        reject_reason,
        offer_price_amount,
        start_hour,
        end_hour,
        valid_from_date,
        valid_to_date
    from judged
)

select * from final
