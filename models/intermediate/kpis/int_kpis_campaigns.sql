-- Grain: kpi x period x dimension value, for campaigns that started in the period.
with outcomes as (
    select * from {{ ref('int_campaign_outcomes') }}
),

periods as (
    select * from {{ ref('int_period_days') }}
    where period_type != 'day'
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
        -- a customer can get several campaigns
        count(distinct dimensioned.customer_id) as reached_customer_count,
        sum(case when dimensioned.is_observed then 1 else 0 end) as observed_count,
        sum(case when dimensioned.has_redeemed then 1 else 0 end) as redeemed_count,
        sum(case when dimensioned.has_responded then 1 else 0 end) as responded_count
    from dimensioned
    inner join periods on dimensioned.start_date = periods.date_day
    group by 1, 2, 3, 4
),

final as (
    select
        kpis.kpi_id,
        measures.period_type,
        measures.dimension_name,
        measures.dimension_value,
        cast(kpis.numerator as decimal(18, 4)) as numerator,
        cast(kpis.denominator as decimal(18, 4)) as denominator,
        cast(null as decimal(18, 4)) as square_sum,
        cast(kpis.observation_count as bigint) as observation_count,
        measures.period_start_date
    from measures
    cross join lateral (
        values
        ('campaign_reach', reached_customer_count, 1, sent_count),
        ('campaign_response_rate', responded_count, observed_count, observed_count),
        ('coupon_redemption_rate', redeemed_count, sent_count, sent_count)
    ) as kpis (kpi_id, numerator, denominator, observation_count)
)

select * from final
