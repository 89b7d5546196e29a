-- Grain: question x class of the answer: what those customers did and were worth in the
-- 90 days after the invitation. Answers whose 90 days are not over are left out.
with surveys as (
    select * from {{ ref('fct_surveys') }}
    where customer_id != 'unknown' and score is not null
),

orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown'
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

classed as (
    select
        surveys.response_id,
        surveys.customer_id,
        surveys.question_code,
        case
            when surveys.question_code = 'nps' then surveys.nps_class
            when surveys.scale_maximum = 5 and surveys.score >= 4 then 'satisfied'
            when surveys.scale_maximum = 5 and surveys.score >= 3 then 'neither'
            when surveys.scale_maximum = 5 then 'dissatisfied'
        end as score_class,
        surveys.score,
        surveys.invitation_date
    from surveys
    cross join as_of
    where surveys.question_code in ('nps', 'csat')
        and {{ dbt.dateadd('day', 90, 'surveys.invitation_date') }}
        <= as_of.as_of_date
),

followed as (
    select
        classed.response_id,
        classed.question_code,
        classed.score_class,
        max(classed.score) as score,
        count(orders.order_id) as order_count,
        coalesce(sum(orders.net_amount), 0) as net_amount,
        coalesce(sum(orders.contribution_amount), 0) as contribution_amount
    from classed
    left join orders
        on classed.customer_id = orders.customer_id
            and classed.invitation_date < orders.order_date
            and orders.order_date
            <= {{ dbt.dateadd('day', 90, 'classed.invitation_date') }}
    where classed.score_class is not null
    group by 1, 2, 3
),

shared as (
    select
        question_code,
        score_class,
        count(*) as answer_count,
        avg(score) as mean_score,
        avg(case when order_count > 0 then 1.0 else 0.0 end) as ordered_share,
        avg(order_count) as orders_per_customer,
        avg(net_amount) as net_sales_per_customer,
        avg(contribution_amount) as contribution_per_customer
    from followed
    group by 1, 2
),

final as (
    select
        question_code,
        score_class,
        cast(answer_count as integer) as answer_count,
        cast(mean_score as double) as mean_score,
        cast(ordered_share as double) as ordered_share,
        {{ wilson_low('ordered_share', 'answer_count') }} as ordered_share_low,
        {{ wilson_high('ordered_share', 'answer_count') }} as ordered_share_high,
        cast(orders_per_customer as double) as orders_per_customer,
        cast(net_sales_per_customer as double) as net_sales_per_customer,
        cast(contribution_per_customer as double) as contribution_per_customer
    from shared
    where answer_count >= {{ var('min_group_size') }}
)

select * from final
