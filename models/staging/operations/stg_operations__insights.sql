with judged as (
    {{ judged_records('operations', 'insights') }}
),

final as (
    select
        insight_id,
        title,
        kpi_id,
        segment,
        evidence,
        owner_role,
        status,
        reject_reason,
        due_date,
        created_at
    from judged
)

select * from final
