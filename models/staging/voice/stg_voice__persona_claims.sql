with judged as (
    {{ judged_records('voice', 'persona_claims') }}
),

final as (
    select
        claim_id,
        research_persona_id,
        persona_name,
        study_id,
        attribute,
        expectation,
        claim,
        reject_reason,
        participant_count,
        recorded_at
    from judged
)

select * from final
