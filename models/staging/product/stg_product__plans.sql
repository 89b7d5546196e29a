with judged as (
    {{ judged_records('product', 'plans') }}
),

final as (
    select
        plan_id,
        plan_name,
        product_tier,
        reject_reason,
        term_months,
        list_price_amount,
        discount_share,
        valid_from_date,
        valid_to_date
    from judged
)

select * from final
