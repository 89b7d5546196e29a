-- Grain: one row per score x driver: whether what may drive it happened to the person
-- in the 90 days before the invitation. Scores of known persons only.
{{ config(meta={'purposes': ['analytics']}) }}

with surveys as (
    select * from {{ ref('fct_surveys') }}
    where customer_id != 'unknown'
        and score is not null
        and question_code in ('nps', 'csat')
),

weights as (
    select * from {{ ref('int_survey_weights') }}
),

orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown'
),

refunds as (
    select * from {{ ref('fct_refunds') }}
    where customer_id != 'unknown'
),

shipments as (
    select * from {{ ref('fct_shipments') }}
    where customer_id != 'unknown'
),

tickets as (
    select * from {{ ref('fct_tickets') }}
    where customer_id != 'unknown'
),

appointments as (
    select * from {{ ref('fct_appointments') }}
    where customer_id != 'unknown' and status = 'completed'
),

happened as (
    select
        customer_id,
        'late delivery' as driver,
        promised_to_date as happened_date
    from shipments
    where is_late
    union all
    select
        customer_id,
        'delivery in time' as driver,
        promised_to_date as happened_date
    from shipments
    where not is_late
    union all
    select
        customer_id,
        'refund' as driver,
        refund_date as happened_date
    from refunds
    union all
    select
        customer_id,
        concat_ws(' ', 'ticket about', category) as driver,
        ticket_date as happened_date
    from tickets
    where category is not null
    union all
    select
        customer_id,
        'order ahead in the app' as driver,
        order_date as happened_date
    from orders
    where channel = 'app'
    union all
    select
        customer_id,
        'order on the web' as driver,
        order_date as happened_date
    from orders
    where channel = 'web'
    union all
    select
        customer_id,
        'visit of the practice' as driver,
        appointment_date as happened_date
    from appointments
),

final as (
    select
        surveys.response_id,
        surveys.question_code,
        happened.driver,
        max(surveys.score) as score,
        max(weights.nonresponse_weight) as weight
    from surveys
    inner join happened
        on surveys.customer_id = happened.customer_id
            and surveys.invitation_date >= happened.happened_date
            and surveys.invitation_date
            <= {{ dbt.dateadd('day', 90, 'happened.happened_date') }}
    inner join weights
        on surveys.response_id = weights.response_id
            and surveys.question_code = weights.question_code
    group by 1, 2, 3
)

select * from final
