with judged as (
    {{ judged_records('pos', 'loyalty_transactions') }}
),

final as (
    select
        transaction_id,
        loyalty_member_id,
        receipt_id,
        kind,
        tier,
        reject_reason,
        points,
        transacted_at
    from judged
)

select * from final
