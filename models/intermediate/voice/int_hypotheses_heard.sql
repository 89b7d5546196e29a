-- Grain: one row per hypothesis that a study speaks to: how many passages of how many
-- people take which stance.
with notes as (
    select * from {{ ref('int_research_notes') }}
    where hypothesis_id is not null
),

final as (
    select
        hypothesis_id,
        min(hypothesis) as hypothesis,
        min(study_name) as study_name,
        min(method) as method,
        count(distinct participant_key) as participant_count,
        count(*) as passage_count,
        count(case when stance = 'supports' then 1 end) as supporting_count,
        count(case when stance = 'contradicts' then 1 end) as contradicting_count,
        max(recorded_date) as study_date
    from notes
    group by 1
)

select * from final
