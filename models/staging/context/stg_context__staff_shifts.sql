with judged as (
    {{ judged_records('context', 'staff_shifts') }}
),

final as (
    select
        shift_id,
        store_id,
        staff_role,
        reject_reason,
        starts_at,
        ends_at
    from judged
)

select * from final
