with judged as (
    {{ judged_records('planning', 'owners') }}
),

final as (
    select
        owner_role,
        owner_name,
        reject_reason
    from judged
)

select * from final
