-- Grain: one row per claim of a researcher's persona, in the words of the data.
with claims as (
    select * from {{ ref('stg_voice__persona_claims') }}
    where reject_reason is null
),

final as (
    select
        claim_id,
        research_persona_id,
        persona_name,
        study_id,
        lower(trim(attribute)) as attribute,
        lower(trim(expectation)) as expectation,
        claim,
        participant_count,
        cast(recorded_at as date) as recorded_date
    from claims
)

select * from final
