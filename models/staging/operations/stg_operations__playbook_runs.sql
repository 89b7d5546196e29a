with judged as (
    {{ judged_records('operations', 'playbook_runs') }}
),

final as (
    select
        run_id,
        playbook,
        owner_role,
        outcome,
        reject_reason,
        started_at,
        ended_at
    from judged
)

select * from final
