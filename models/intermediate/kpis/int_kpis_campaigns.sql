-- Grain: kpi x period x dimension value, for campaigns that started in the period.
with outcomes as (
    select * from {{ ref('int_campaign_outcomes') }}
),

periods as (
    select * from {{ ref('int_periods_listed') }}
),

dimensioned as (
    select
        'all' as dimension_name,
        'all' as dimension_value,
        outcomes.*
    from outcomes
    union all
    select
        'campaign' as dimension_name,
        outcomes.campaign_id as dimension_value,
        outcomes.*
    from outcomes
),

measures as (
    select
        periods.period_type,
        periods.period_start_date,
        dimensioned.dimension_name,
        dimensioned.dimension_value,
        count(*) as sent_count,
        count(distinct dimensioned.customer_id) as reached_customer_count, -- a customer can get several campaigns
        sum(case when dimensioned.has_redeemed then 1 else 0 end) as redeemed_count,
        sum(case when dimensioned.has_responded then 1 else 0 end) as responded_count
    from dimensioned
    inner join periods
        on dimensioned.start_date between periods.period_start_date and periods.period_end_date
    group by 1, 2, 3, 4
),

final as (
    select 'campaign_reach' as kpi_id, period_type, period_start_date, dimension_name, dimension_value, reached_customer_count as numerator, 1 as denominator, sent_count as observation_count from measures
    union all
    select 'campaign_response_rate', period_type, period_start_date, dimension_name, dimension_value, responded_count, sent_count, sent_count from measures
    union all
    select 'coupon_redemption_rate', period_type, period_start_date, dimension_name, dimension_value, redeemed_count, sent_count, sent_count from measures
)

select * from final
