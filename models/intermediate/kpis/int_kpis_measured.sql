-- Grain: kpi x period x dimension value, for KPIs whose parts add up over days. A plain
-- sum has no denominator.
with measures as (
    select * from {{ ref('int_measures_acquisition') }}
    union all
    select * from {{ ref('int_measures_activation') }}
    union all
    select * from {{ ref('int_measures_appointments') }}
    union all
    select * from {{ ref('int_measures_calls') }}
    union all
    select * from {{ ref('int_measures_capacity') }}
    union all
    select * from {{ ref('int_measures_consents') }}
    union all
    select * from {{ ref('int_measures_first_orders') }}
    union all
    select * from {{ ref('int_measures_media') }}
    union all
    select * from {{ ref('int_measures_messages') }}
    union all
    select * from {{ ref('int_measures_orders') }}
    union all
    select * from {{ ref('int_measures_paid') }}
    union all
    select * from {{ ref('int_measures_pipeline') }}
    union all
    select * from {{ ref('int_measures_qualification') }}
    union all
    select * from {{ ref('int_measures_quotes') }}
    union all
    select * from {{ ref('int_measures_rebookings') }}
    union all
    select * from {{ ref('int_measures_referrals') }}
    union all
    select * from {{ ref('int_measures_reviews') }}
    union all
    select * from {{ ref('int_measures_sessions') }}
    union all
    select * from {{ ref('int_measures_stages') }}
    union all
    select * from {{ ref('int_measures_staffing') }}
    union all
    select * from {{ ref('int_measures_stores') }}
    union all
    select * from {{ ref('int_measures_subscriptions') }}
    union all
    select * from {{ ref('int_measures_surveys') }}
    union all
    select * from {{ ref('int_measures_tickets') }}
),

periods as (
    select * from {{ ref('int_period_days') }}
),

final as (
    select
        measures.kpi_id,
        periods.period_type,
        measures.dimension_name,
        measures.dimension_value,
        cast(sum(measures.numerator) as decimal(18, 4)) as numerator,
        cast(coalesce(sum(measures.denominator), 1) as decimal(18, 4)) as denominator,
        cast(sum(measures.square_sum) as decimal(18, 4)) as square_sum,
        cast(coalesce(sum(measures.observation_count), 0) as bigint)
            as observation_count,
        periods.period_start_date
    from measures
    inner join periods on measures.measure_date = periods.date_day
    where
        periods.period_type != 'day'
        or measures.dimension_name in ('all', 'store', 'store_format')
    group by 1, 2, 3, 4, 9
)

select * from final
