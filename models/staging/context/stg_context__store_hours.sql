with judged as (
    {{ judged_records('context', 'store_hours') }}
),

final as (
    select
        store_id,
        opens_at,
        closes_at,
        reject_reason,
        weekday,
        valid_from_date
    from judged
)

select * from final
