with judged as (
    {{ judged_records('bookings', 'service_windows') }}
),

final as (
    select
        location_id,
        service_type,
        start_time,
        end_time,
        reject_reason,
        weekday,
        valid_from_date
    from judged
)

select * from final
