with judged as (
    {{ judged_records('crm', 'opportunity_stage_changes') }}
),

final as (
    select
        change_id,
        opportunity_id,
        from_stage,
        to_stage,
        reject_reason,
        changed_at
    from judged
)

select * from final
