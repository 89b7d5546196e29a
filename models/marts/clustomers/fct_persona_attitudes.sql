-- Grain: persona x question that was put as a scale on values, attitudes, interests,
-- goals: the mean answer of its members and of the others, with the 95 % interval of
-- the difference (Welch). Fewer answers than the minimum show none.
with members as (
    select * from {{ ref('fct_persona_members') }}
),

surveys as (
    select * from {{ ref('fct_surveys') }}
    where score is not null and customer_id != 'unknown'
),

questions as (
    select * from {{ ref('persona_questions') }}
),

latest as (
    select
        surveys.customer_id,
        surveys.question_code,
        surveys.question_text,
        surveys.scale_maximum,
        surveys.score,
        questions.section,
        row_number() over (
            partition by surveys.customer_id, surveys.question_code
            order by
                surveys.answered_at desc nulls last, surveys.response_id asc nulls last
        ) as recency
    from surveys
    inner join questions
        on surveys.question_code like concat_ws('', questions.question_prefix, '%')
),

summed as (
    select
        members.persona_id,
        latest.section,
        latest.question_code,
        max(latest.question_text) as question_text,
        max(latest.scale_maximum) as scale_maximum,
        count(*) as answer_count,
        sum(latest.score) as score_sum,
        sum(latest.score * latest.score) as square_sum
    from members
    inner join latest on members.customer_id = latest.customer_id
    where latest.recency = 1
    group by 1, 2, 3
),

split as (
    select
        summed.*,
        sum(summed.answer_count) over (partition by summed.question_code)
        - summed.answer_count as other_count,
        sum(summed.score_sum) over (partition by summed.question_code)
        - summed.score_sum as other_sum,
        sum(summed.square_sum) over (partition by summed.question_code)
        - summed.square_sum
            as other_square_sum
    from summed
),

compared as (
    select
        split.*,
        split.score_sum / nullif(split.answer_count, 0) as mean_score,
        split.other_sum / nullif(split.other_count, 0) as others_mean_score,
        sqrt(
            (
                split.square_sum
                - split.score_sum * split.score_sum / nullif(split.answer_count, 0)
            )
            / nullif((split.answer_count - 1) * split.answer_count, 0)
            + (
                split.other_square_sum
                - split.other_sum * split.other_sum / nullif(split.other_count, 0)
            )
            / nullif((split.other_count - 1) * split.other_count, 0)
        ) as standard_error
    from split
    where split.answer_count >= {{ var('min_group_size') }}
        and split.other_count >= {{ var('min_group_size') }}
),

final as (
    select
        persona_id,
        question_code,
        section,
        question_text,
        cast(scale_maximum as integer) as scale_maximum,
        cast(answer_count as integer) as answer_count,
        cast(mean_score as double) as mean_score,
        cast(others_mean_score as double) as others_mean_score,
        cast(mean_score - others_mean_score - 1.96 * standard_error as double)
            as difference_low,
        cast(mean_score - others_mean_score + 1.96 * standard_error as double)
            as difference_high
    from compared
)

select * from final
