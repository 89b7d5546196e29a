with judged as (
    {{ judged_records('pos', 'receipt_lines') }}
),

final as (
    select
        receipt_id,
        product_id,
        reject_reason,
        line_number,
        quantity,
        gross_amount,
        discount_amount,
        net_amount,
        coupon_amount,
        cost_amount
    from judged
)

select * from final
