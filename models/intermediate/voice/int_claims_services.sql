-- Grain: one row per metric that claims about the shop and the practice are judged by:
-- how many stood in the group a claim speaks of and in the other, and how many of each
-- came to the outcome.
{{ config(meta={'purposes': ['analytics']}) }}

with frictions as (
    select * from {{ ref('int_frictions_compared') }}
    where journey_id = 'web_purchase'
        and step_name = 'Payment given'
        and factor = 'device'
        and factor_value = 'mobile'
),

appointments as (
    select * from {{ ref('fct_appointments') }}
    where reminder_kind is not null and status != 'booked'
),

weather as (
    select
        line_count,
        all_line_count,
        rain_millimetres >= {{ var('rainy_day_millimetres') }} as is_rainy
    from {{ ref('fct_weather_sales') }}
    where weather_fit = 'rain' and is_all_in_stock
),

paid as (
    select
        'mobile_payment_completion' as metric_id,
        faced_count as exposed_count,
        round(here * faced_count) as exposed_hits,
        reference_count,
        round(elsewhere * reference_count) as reference_hits
    from frictions
),

reminded as (
    select
        'last_minute_cancellations_prepared' as metric_id,
        count(case when reminder_kind = 'sms_faq' then 1 end) as exposed_count,
        count(case when reminder_kind = 'sms_faq' and is_last_minute then 1 end)
            as exposed_hits,
        count(case when reminder_kind != 'sms_faq' then 1 end) as reference_count,
        count(case when reminder_kind != 'sms_faq' and is_last_minute then 1 end)
            as reference_hits
    from appointments
),

rained as (
    select
        'rainwear_share_of_lines' as metric_id,
        sum(case when is_rainy then all_line_count end) as exposed_count,
        sum(case when is_rainy then line_count end) as exposed_hits,
        sum(case when not is_rainy then all_line_count end) as reference_count,
        sum(case when not is_rainy then line_count end) as reference_hits
    from weather
),

united as (
    select * from paid
    union all
    select * from reminded
    union all
    select * from rained
),

final as (
    select
        metric_id,
        cast(exposed_count as bigint) as exposed_count,
        cast(exposed_hits as bigint) as exposed_hits,
        cast(reference_count as bigint) as reference_count,
        cast(reference_hits as bigint) as reference_hits
    from united
)

select * from final
