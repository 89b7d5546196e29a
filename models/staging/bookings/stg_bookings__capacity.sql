with judged as (
    {{ judged_records('bookings', 'capacity') }}
),

final as (
    select
        location_id,
        chair_id,
        reject_reason,
        available_minutes,
        capacity_date
    from judged
)

select * from final
