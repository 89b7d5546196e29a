with judged as (
    {{ judged_records('context', 'footfall') }}
),

final as (
    select
        store_id,
        reject_reason,
        visitor_count,
        counted_at
    from judged
)

select * from final
