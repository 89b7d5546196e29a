with judged as (
    {{ judged_records('shop', 'order_lines') }}
),

final as (
    select
        order_id,
        product_id,
        reject_reason,
        line_number,
        quantity,
        unit_price_amount,
        discount_amount,
        net_amount
    from judged
)

select * from final
