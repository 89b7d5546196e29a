-- Grain: one row per persona that researchers wrote down: the persona of the data whose
-- members fit its claims best, if at least half of what can be checked holds of them.
with claims as (
    select * from {{ ref('int_persona_claims') }}
),

judged as (
    select * from {{ ref('fct_persona_claims') }}
),

stated as (
    select
        research_persona_id,
        min(persona_name) as persona_name,
        min(study_id) as study_id,
        max(participant_count) as participant_count,
        count(*) as claim_count,
        max(recorded_date) as recorded_date
    from claims
    group by 1
),

fitted as (
    select
        research_persona_id,
        persona_id,
        count(*) as checked_count,
        count(case when verdict = 'supported' then 1 end) as supported_count,
        count(case when verdict = 'contradicted' then 1 end) as contradicted_count,
        avg(fit_share) as fit_share,
        avg(difference) as difference
    from judged
    group by 1, 2
),

ranked as (
    select
        *,
        row_number() over (
            partition by research_persona_id
            order by difference desc nulls last, persona_id asc nulls last
        ) as fit_rank
    from fitted
),

final as (
    select
        stated.research_persona_id,
        stated.persona_name,
        stated.study_id,
        case
            when ranked.supported_count >= 0.5 * ranked.checked_count
                then ranked.persona_id
        end as persona_id,
        case
            when ranked.research_persona_id is null then 'not checkable'
            when ranked.supported_count >= 0.5 * ranked.checked_count then 'matched'
            else 'not found'
        end as status,
        cast(stated.participant_count as integer) as participant_count,
        cast(stated.claim_count as integer) as claim_count,
        cast(coalesce(ranked.checked_count, 0) as integer) as checked_count,
        cast(coalesce(ranked.supported_count, 0) as integer) as supported_count,
        cast(coalesce(ranked.contradicted_count, 0) as integer) as contradicted_count,
        ranked.fit_share,
        ranked.difference,
        stated.recorded_date
    from stated
    left join ranked
        on stated.research_persona_id = ranked.research_persona_id
            and ranked.fit_rank = 1
)

select * from final
