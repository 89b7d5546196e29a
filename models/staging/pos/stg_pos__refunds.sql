with judged as (
    {{ judged_records('pos', 'refunds') }}
),

final as (
    select
        refund_id,
        receipt_id,
        reason,
        reject_reason,
        line_number,
        quantity,
        refund_amount,
        refunded_at
    from judged
)

select * from final
