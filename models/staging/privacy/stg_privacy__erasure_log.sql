with judged as (
    {{ judged_records('privacy', 'erasure_log') }}
),

final as (
    select
        request_id,
        place_kind,
        place,
        action,
        rows_found,
        rows_left,
        reject_reason,
        as_of_date,
        requested_at,
        done_at
    from judged
)

select * from final
