{{ config(schema='vault') }}

with judged as (
    {{ judged_records('operations', 'review_meetings') }}
),

final as (
    select
        meeting_id,
        forum,
        notes,
        reject_reason,
        decision_count,
        held_at
    from judged
)

select * from final
