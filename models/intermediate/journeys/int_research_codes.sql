-- Grain: study x code that the researcher gave: how many passages, of how many people,
-- speak of it. Passages of participants who agreed only; nobody can be told apart.
with notes as (
    select * from {{ ref('stg_voice__research_notes') }}
    where reject_reason is null and has_consent and codes is not null
),

coded as (
    select
        note_id,
        study_name,
        method,
        {{ split_rows('codes', '|') }} as code,
        participant_id,
        stance,
        cast(recorded_at as date) as recorded_date
    from notes
),

final as (
    select
        study_name,
        code,
        min(method) as method,
        count(*) as passage_count,
        count(distinct participant_id) as people_count,
        count(case when stance = 'supports' then 1 end) as supporting_count,
        count(case when stance = 'contradicts' then 1 end) as contradicting_count,
        min(recorded_date) as first_date,
        max(recorded_date) as last_date
    from coded
    group by 1, 2
)

select * from final
