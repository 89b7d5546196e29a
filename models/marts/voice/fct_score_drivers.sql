-- Grain: question x driver: the mean score of those to whom it happened against the
-- others. Seen, not proved: who had a late delivery also ordered, and differs in that.
with drivers as (
    select * from {{ ref('int_score_drivers') }}
),

surveys as (
    select * from {{ ref('fct_surveys') }}
    where customer_id != 'unknown' and score is not null
),

weights as (
    select * from {{ ref('int_survey_weights') }}
),

totals as (
    select
        surveys.question_code,
        max(surveys.scale_maximum) as scale_maximum,
        count(*) as answer_count,
        sum(weights.nonresponse_weight) as weight_sum,
        sum(weights.nonresponse_weight * weights.nonresponse_weight) as weight_squares,
        sum(weights.nonresponse_weight * surveys.score) as score_sum,
        sum(weights.nonresponse_weight * surveys.score * surveys.score) as square_sum
    from surveys
    inner join weights
        on surveys.response_id = weights.response_id
            and surveys.question_code = weights.question_code
    group by 1
),

exposed as (
    select
        question_code,
        driver,
        count(*) as answer_count,
        sum(weight) as weight_sum,
        sum(weight * weight) as weight_squares,
        sum(weight * score) as score_sum,
        sum(weight * score * score) as square_sum
    from drivers
    group by 1, 2
),

means as (
    select
        exposed.question_code,
        exposed.driver,
        totals.scale_maximum,
        exposed.answer_count,
        totals.answer_count - exposed.answer_count as other_answer_count,
        exposed.score_sum / nullif(exposed.weight_sum, 0) as mean_score,
        (totals.score_sum - exposed.score_sum)
        / nullif(totals.weight_sum - exposed.weight_sum, 0) as other_mean_score,
        exposed.square_sum / nullif(exposed.weight_sum, 0) as mean_square,
        (totals.square_sum - exposed.square_sum)
        / nullif(totals.weight_sum - exposed.weight_sum, 0) as other_mean_square,
        exposed.weight_squares
        / nullif(exposed.weight_sum * exposed.weight_sum, 0) as inverse_n,
        (totals.weight_squares - exposed.weight_squares)
        / nullif(
            (totals.weight_sum - exposed.weight_sum)
            * (totals.weight_sum - exposed.weight_sum),
            0
        ) as other_inverse_n
    from exposed
    inner join totals on exposed.question_code = totals.question_code
),

spread as (
    select
        *,
        mean_score - other_mean_score as difference,
        sqrt(
            greatest(mean_square - mean_score * mean_score, 0) * inverse_n
            + greatest(other_mean_square - other_mean_score * other_mean_score, 0)
            * other_inverse_n
        ) as standard_error
    from means
    where answer_count >= {{ var('min_group_size') }}
        and other_answer_count >= {{ var('min_group_size') }}
),

final as (
    select
        question_code,
        driver,
        cast(answer_count as integer) as answer_count,
        cast(other_answer_count as integer) as other_answer_count,
        mean_score,
        other_mean_score,
        difference,
        difference - 1.959964 * standard_error as difference_low,
        difference + 1.959964 * standard_error as difference_high
    from spread
)

select * from final
