with judged as (
    {{ judged_records('experiments', 'experiments') }}
),

final as (
    select
        experiment_id,
        experiment_name,
        hypothesis,
        kind,
        unit_type,
        primary_metric,
        planned_shares,
        owner_role,
        reject_reason,
        minimum_effect,
        started_at,
        ended_at
    from judged
)

select * from final
