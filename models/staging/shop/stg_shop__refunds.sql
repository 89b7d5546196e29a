with judged as (
    {{ judged_records('shop', 'refunds') }}
),

final as (
    select
        refund_id,
        order_id,
        reason,
        reject_reason,
        line_number,
        quantity,
        refund_amount,
        refunded_at
    from judged
)

select * from final
