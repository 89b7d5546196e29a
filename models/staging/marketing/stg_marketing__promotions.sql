with judged as (
    {{ judged_records('marketing', 'promotions') }}
),

final as (
    select
        promotion_id,
        promotion_name,
        kind,
        category,
        product_id,
        store_id,
        reject_reason,
        discount_share,
        budget_amount,
        valid_from_date,
        valid_to_date
    from judged
)

select * from final
