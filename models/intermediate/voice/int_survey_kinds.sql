-- Grain: one row per invitation and question: what kind of customer was asked. Trouble
-- in the half-year before, and where people bought in it, tell kinds apart.
{{ config(meta={'purposes': ['analytics']}) }}

with surveys as (
    select * from {{ ref('fct_surveys') }}
),

tickets as (
    select * from {{ ref('fct_tickets') }}
    where customer_id != 'unknown'
),

refunds as (
    select * from {{ ref('fct_refunds') }}
    where customer_id != 'unknown'
),

shipments as (
    select * from {{ ref('fct_shipments') }}
    where is_late and customer_id != 'unknown'
),

orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown'
),

appointments as (
    select * from {{ ref('fct_appointments') }}
    where customer_id != 'unknown'
),

happened as (
    select
        customer_id,
        'trouble' as what,
        ticket_date as happened_date
    from tickets
    union all
    select
        customer_id,
        'trouble' as what,
        refund_date as happened_date
    from refunds
    union all
    select
        customer_id,
        'trouble' as what,
        promised_to_date as happened_date
    from shipments
    union all
    select
        customer_id,
        channel as what,
        order_date as happened_date
    from orders
    union all
    select
        customer_id,
        'practice' as what,
        appointment_date as happened_date
    from appointments
),

lived as (
    select
        surveys.response_id,
        surveys.question_code,
        surveys.customer_id,
        surveys.score is not null as is_answered,
        max(case when happened.what = 'trouble' then happened.what end) as trouble,
        max(case when happened.what = 'web' then happened.what end) as web,
        max(case when happened.what = 'practice' then happened.what end) as practice
    from surveys
    left join happened
        on surveys.customer_id = happened.customer_id
            and surveys.invitation_date > happened.happened_date
            and surveys.invitation_date
            <= {{ dbt.dateadd('day', 180, 'happened.happened_date') }}
    group by 1, 2, 3, 4
),

final as (
    select
        response_id,
        question_code,
        concat_ws(
            ' ',
            case when customer_id = 'unknown' then 'unknown' else 'known' end,
            trouble,
            web,
            practice
        ) as kind,
        is_answered
    from lived
)

select * from final
