with judged as (
    {{ judged_records('operations', 'insight_actions') }}
),

final as (
    select
        action_id,
        insight_id,
        action_text,
        owner_role,
        outcome,
        reject_reason,
        expected_effect_amount,
        measured_effect_amount,
        due_date,
        created_at,
        done_at
    from judged
)

select * from final
