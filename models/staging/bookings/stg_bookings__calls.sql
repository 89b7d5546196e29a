{{ config(schema='vault') }}

with judged as (
    {{ judged_records('bookings', 'calls') }}
),

final as (
    select
        call_id,
        location_id,
        client_id,
        phone,
        direction,
        outcome,
        appointment_id,
        reject_reason,
        wait_seconds,
        duration_seconds,
        is_answered,
        is_answered_later,
        called_at
    from judged
)

select * from final
