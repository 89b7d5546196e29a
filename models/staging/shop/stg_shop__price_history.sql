with judged as (
    {{ judged_records('shop', 'price_history') }}
),

final as (
    select
        product_id,
        reject_reason,
        list_price_amount,
        unit_cost_amount,
        valid_from_date,
        valid_to_date
    from judged
)

select * from final
