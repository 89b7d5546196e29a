with judged as (
    {{ judged_records('planning', 'holidays') }}
),

final as (
    select
        holiday_name,
        reject_reason,
        holiday_date
    from judged
)

select * from final
