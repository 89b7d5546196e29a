{{ config(schema='vault') }}

with judged as (
    {{ judged_records('bookings', 'appointments') }}
),

final as (
    select
        appointment_id,
        location_id,
        client_id,
        chair_id,
        procedure_type,
        quote_id,
        booking_channel,
        status,
        confirmation_kind,
        reminder_kind,
        rebooked_appointment_id,
        reject_reason,
        price_amount,
        cost_amount,
        duration_minutes,
        booked_at,
        starts_at,
        confirmed_at,
        reminded_at,
        cancelled_at
    from judged
)

select * from final
