with judged as (
    {{ judged_records('operations', 'experiment_decisions') }}
),

final as (
    select
        decision_id,
        experiment_id,
        decision,
        reason,
        owner_role,
        reject_reason,
        decided_at
    from judged
)

select * from final
