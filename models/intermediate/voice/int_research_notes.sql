-- Grain: one row per note that a researcher took: study, hypothesis and codes, without
-- words or names.
with notes as (
    select * from {{ ref('stg_voice__research_notes') }}
    where reject_reason is null
),

final as (
    select
        note_id,
        study_id,
        study_name,
        method,
        codes,
        hypothesis_id,
        hypothesis,
        stance,
        {{ hashed("concat_ws(':', study_id, participant_id)") }} as participant_key,
        cast(recorded_at as date) as recorded_date
    from notes
)

select * from final
