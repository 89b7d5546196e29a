with judged as (
    {{ judged_records('pos', 'receipts') }}
),

final as (
    select
        receipt_id,
        store_id,
        loyalty_member_id,
        register_id,
        order_channel,
        promotion_id,
        reject_reason,
        receipt_amount,
        sold_at
    from judged
)

select * from final
