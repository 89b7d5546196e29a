with judged as (
    {{ judged_records('crm', 'sales_activities') }}
),

final as (
    select
        activity_id,
        opportunity_id,
        contact_id,
        kind,
        talk_track,
        outcome,
        reject_reason,
        duration_minutes,
        occurred_at
    from judged
)

select * from final
