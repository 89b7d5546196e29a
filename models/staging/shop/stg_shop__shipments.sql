with judged as (
    {{ judged_records('shop', 'shipments') }}
),

final as (
    select
        shipment_id,
        order_id,
        carrier,
        reject_reason,
        promised_from_date,
        promised_to_date,
        shipped_at,
        delivered_at
    from judged
)

select * from final
