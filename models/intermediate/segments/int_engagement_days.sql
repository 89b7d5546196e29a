-- Grain: customer x signal x day with something to see. Visits, sessions and uses count
-- as days; messages and answers have occasions: nobody opens what was never sent.
{{ config(materialized='view') }}

with orders as (
    select * from {{ ref('fct_orders') }}
    where channel = 'store'
),

appointments as (
    select * from {{ ref('fct_appointments') }}
    where status = 'completed'
),

sessions as (
    select * from {{ ref('fct_sessions') }}
),

events as (
    select * from {{ ref('fct_events') }}
    where event_name = 'feature_used'
),

messages as (
    select * from {{ ref('int_messages_answered') }}
),

surveys as (
    select * from {{ ref('fct_surveys') }}
    where is_answered and (nps_class is not null or question_code = 'csat')
),

reviews as (
    select * from {{ ref('fct_reviews') }}
),

-- Tone runs from 0 to 1, whatever the scale it was given on.
observed as (
    select
        customer_id,
        'visits' as signal,
        order_date as observed_date,
        1 as sign,
        cast(null as integer) as occasion
    from orders
    union all
    select
        customer_id,
        'visits' as signal,
        appointment_date as observed_date,
        1 as sign,
        null as occasion
    from appointments
    union all
    select
        customer_id,
        'sessions' as signal,
        session_date as observed_date,
        1 as sign,
        null as occasion
    from sessions
    union all
    select
        customer_id,
        'features' as signal,
        event_date as observed_date,
        1 as sign,
        null as occasion
    from events
    union all
    select
        customer_id,
        'messages' as signal,
        delivered_date as observed_date,
        0 as sign,
        1 as occasion
    from messages
    union all
    select
        customer_id,
        'messages' as signal,
        opened_date as observed_date,
        1 as sign,
        0 as occasion
    from messages
    where opened_date is not null
    union all
    select
        customer_id,
        'tone' as signal,
        coalesce(answer_date, invitation_date) as observed_date,
        case
            when nps_class is not null then score / 10
            else (score - 1) / nullif(scale_maximum - 1, 0)
        end as sign,
        case when score is not null then 1 end as occasion
    from surveys
    union all
    select
        customer_id,
        'tone' as signal,
        review_date as observed_date,
        cast(rating - 1 as double) / 4 as sign,
        case when rating is not null then 1 end as occasion
    from reviews
),

final as (
    select
        customer_id,
        signal,
        cast(sum(occasion) as integer) as occasion_count,
        case when sum(occasion) is null then 1 else sum(sign) end as sign_count,
        observed_date
    from observed
    where customer_id != 'unknown' and sign is not null
    group by 1, 2, 5
)

select * from final
