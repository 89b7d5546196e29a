-- Grain: customer x snapshot date after the customer's first answer or review. Answers
-- count on the day they were given.
with surveys as (
    select * from {{ ref('fct_surveys') }}
    where customer_id != 'unknown' and is_answered
),

reviews as (
    select * from {{ ref('fct_reviews') }}
    where customer_id != 'unknown'
),

consented as (
    select * from {{ ref('int_snapshots_consented') }}
),

-- Two answers to one question on one day are one: their mean.
said as (
    select
        customer_id,
        coalesce(answer_date, invitation_date) as said_date,
        count(*) as answer_count,
        avg(case when nps_class is not null then score end) as nps_score,
        sum(case when question_code = 'csat' and scale_maximum = 5 then score end)
            as csat_total,
        count(case when question_code = 'csat' and scale_maximum = 5 then score end)
            as csat_count,
        0 as review_count,
        null as rating_total,
        0 as rating_count
    from surveys
    group by 1, 2
    union all
    select
        customer_id,
        review_date as said_date,
        0 as answer_count,
        null as nps_score,
        null as csat_total,
        0 as csat_count,
        count(*) as review_count,
        sum(rating) as rating_total,
        count(rating) as rating_count
    from reviews
    group by 1, 2
),

history as (
    select
        said.*,
        consented.snapshot_date,
        {{ dbt.datediff('said.said_date', 'consented.snapshot_date', 'day') }}
            as days_ago
    from said
    inner join consented
        on said.customer_id = consented.customer_id
            and said.said_date <= consented.snapshot_date
),

final as (
    select
        customer_id,
        snapshot_date,
        cast(sum(answer_count) as bigint) as survey_answer_count,
        cast(sum(review_count) as bigint) as review_count,
        min_by(nps_score, case when nps_score is not null then days_ago end)
            as last_nps_score,
        sum(csat_total) / nullif(sum(csat_count), 0) as mean_csat_score,
        sum(rating_total) / nullif(sum(rating_count), 0) as mean_review_rating
    from history
    group by 1, 2
)

select * from final
