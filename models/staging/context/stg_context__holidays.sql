with judged as (
    {{ judged_records('context', 'holidays') }}
),

final as (
    select
        country,
        holiday_name,
        reject_reason,
        holiday_date
    from judged
)

select * from final
