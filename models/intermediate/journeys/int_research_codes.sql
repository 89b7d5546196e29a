-- Grain: passage of a study whose participant agreed, and code that the researcher
-- gave.
with notes as (
    select * from {{ ref('stg_voice__research_notes') }}
    where reject_reason is null and has_consent and codes is not null
),

final as (
    select
        note_id,
        study_name,
        method,
        {{ split_rows('codes', '|') }} as code,
        participant_id,
        stance,
        cast(recorded_at as date) as recorded_date
    from notes
)

select * from final
