{{ config(schema='vault') }}

with judged as (
    {{ judged_records('bookings', 'quotes') }}
),

final as (
    select
        quote_id,
        location_id,
        client_id,
        procedure_type,
        status,
        reject_reason,
        quote_amount,
        requested_at,
        sent_at,
        decided_at
    from judged
)

select * from final
