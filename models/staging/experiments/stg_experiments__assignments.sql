with judged as (
    {{ judged_records('experiments', 'assignments') }}
),

final as (
    select
        experiment_id,
        unit_id,
        variant,
        reject_reason,
        assigned_at
    from judged
)

select * from final
