{{ config(schema='vault') }}

with judged as (
    {{ judged_records('operations', 'persona_reviews') }}
),

final as (
    select
        review_id,
        persona_id,
        owner_role,
        verdict,
        note,
        reject_reason,
        reviewed_at
    from judged
)

select * from final
