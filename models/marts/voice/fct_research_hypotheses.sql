-- Grain: one row per hypothesis that a study speaks to: what people said, what the data
-- say of all customers, and the verdict of each.
with heard as (
    select * from {{ ref('int_hypotheses_heard') }}
),

claims as (
    select * from {{ ref('research_claims') }}
),

measured as (
    select * from {{ ref('fct_claim_evidence') }}
),

shares as (
    select
        heard.*,
        claims.metric_id,
        claims.outcome,
        claims.exposed,
        claims.reference,
        claims.direction,
        claims.minimum_difference,
        measured.exposed_count,
        measured.reference_count,
        cast(measured.exposed_hits as double)
        / nullif(measured.exposed_count, 0) as exposed_share,
        cast(measured.reference_hits as double)
        / nullif(measured.reference_count, 0) as reference_share,
        cast(heard.supporting_count as double)
        / nullif(heard.supporting_count + heard.contradicting_count, 0)
            as supporting_share
    from heard
    left join claims on heard.hypothesis_id = claims.hypothesis_id
    left join measured on claims.metric_id = measured.metric_id
),

intervals as (
    select
        *,
        {{ wilson_low('exposed_share', 'exposed_count') }} as exposed_low,
        {{ wilson_high('exposed_share', 'exposed_count') }} as exposed_high,
        {{ wilson_low('reference_share', 'reference_count') }} as reference_low,
        {{ wilson_high('reference_share', 'reference_count') }} as reference_high,
        {{ wilson_low(
            'supporting_share', '(supporting_count + contradicting_count)'
        ) }} as supporting_low,
        {{ wilson_high(
            'supporting_share', '(supporting_count + contradicting_count)'
        ) }} as supporting_high
    from shares
),

differences as (
    select
        *,
        {{ newcombe_low(
            'exposed_share', 'exposed_low', 'reference_share', 'reference_high'
        ) }} as difference_low,
        {{ newcombe_high(
            'exposed_share', 'exposed_high', 'reference_share', 'reference_low'
        ) }} as difference_high
    from intervals
),

-- Turned so that what the claim expects is above zero.
turned as (
    select
        *,
        case when direction = 'lower' then -difference_high else difference_low end
            as claimed_low,
        case when direction = 'lower' then -difference_low else difference_high end
            as claimed_high
    from differences
),

final as (
    select
        hypothesis_id,
        hypothesis,
        study_name,
        method,
        metric_id,
        outcome,
        exposed,
        reference,
        direction,
        case
            when supporting_low > 0.5 then 'supported'
            when supporting_high < 0.5 then 'contradicted'
            else 'cannot say'
        end as study_verdict,
        case
            when claimed_low is null
                or least(exposed_count, reference_count) < {{ var('min_group_size') }}
                then 'cannot say'
            when claimed_low > 0 and claimed_high >= minimum_difference
                then 'supported'
            when claimed_high < minimum_difference then 'contradicted'
            else 'cannot say'
        end as data_verdict,
        cast(participant_count as integer) as participant_count,
        cast(passage_count as integer) as passage_count,
        cast(supporting_count as integer) as supporting_count,
        cast(contradicting_count as integer) as contradicting_count,
        exposed_count,
        reference_count,
        exposed_share,
        reference_share,
        exposed_share - reference_share as difference,
        difference_low,
        difference_high,
        cast(minimum_difference as double) as minimum_difference,
        study_date
    from turned
)

select * from final
