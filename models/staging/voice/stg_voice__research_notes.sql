{{ config(schema='vault') }}

with judged as (
    {{ judged_records('voice', 'research_notes') }}
),

final as (
    select
        note_id,
        study_id,
        study_name,
        method,
        participant_id,
        participant_email,
        codes,
        hypothesis_id,
        hypothesis,
        stance,
        body,
        reject_reason,
        has_consent,
        recorded_at
    from judged
)

select * from final
