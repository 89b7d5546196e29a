with judged as (
    {{ judged_records('pos', 'offer_events') }}
),

final as (
    select
        offer_event_id,
        offer_id,
        store_id,
        receipt_id,
        loyalty_member_id,
        kind,
        reject_reason,
        occurred_at
    from judged
)

select * from final
