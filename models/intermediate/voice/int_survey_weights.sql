-- Grain: one row per invitation and question that was answered with a score: for how
-- many invited ones of its kind it stands, as who is discontent answers less.
{{ config(meta={'purposes': ['analytics']}) }}

with kinds as (
    select * from {{ ref('int_survey_kinds') }}
),

-- Kinds in which too few answered are weighted as one.
counted as (
    select
        question_code,
        kind,
        count(*) as invited_count,
        count(case when is_answered then 1 end) as answered_count
    from kinds
    group by 1, 2
),

pooled as (
    select
        question_code,
        kind,
        case
            when answered_count >= {{ var('min_group_size') }} then kind
            else 'others'
        end as weighting_kind,
        invited_count,
        answered_count
    from counted
),

weights as (
    select
        question_code,
        weighting_kind,
        cast(sum(invited_count) as double) / nullif(sum(answered_count), 0)
            as invited_per_answer,
        cast(sum(sum(invited_count)) over (partition by question_code) as double)
        / nullif(sum(sum(answered_count)) over (partition by question_code), 0)
            as usual_per_answer
    from pooled
    group by 1, 2
),

final as (
    select
        kinds.response_id,
        kinds.question_code,
        weights.weighting_kind,
        weights.invited_per_answer
        / nullif(weights.usual_per_answer, 0) as nonresponse_weight
    from kinds
    inner join pooled
        on kinds.question_code = pooled.question_code and kinds.kind = pooled.kind
    inner join weights
        on pooled.question_code = weights.question_code
            and pooled.weighting_kind = weights.weighting_kind
    where kinds.is_answered
)

select * from final
