-- Grain: kpi x period x dimension value, for KPIs of which features of a product are
-- used: an account that used one twice in a period used it. No shorter than weeks.
with events as (
    select * from {{ ref('fct_events') }}
    where account_id is not null and feature is not null
),

periods as (
    select * from {{ ref('int_period_days') }}
    where period_type != 'day'
),

used as (
    select
        periods.period_type,
        periods.period_start_date,
        events.feature,
        events.account_id
    from events
    inner join periods on events.event_date = periods.date_day
    group by 1, 2, 3, 4
),

active as (
    select
        period_type,
        period_start_date,
        count(distinct account_id) as account_count,
        count(distinct feature) as feature_count
    from used
    group by 1, 2
),

adopted as (
    select
        period_type,
        period_start_date,
        feature,
        count(*) as user_count
    from used
    group by 1, 2, 3
),

-- The whole is the mean over features and accounts.
cut as (
    select
        adopted.period_type,
        adopted.period_start_date,
        'all' as dimension_name,
        'all' as dimension_value,
        active.account_count,
        sum(adopted.user_count) as user_count,
        active.account_count * active.feature_count as possible_count
    from adopted
    inner join active
        on adopted.period_type = active.period_type
            and adopted.period_start_date = active.period_start_date
    group by 1, 2, 5, 7
    union all
    select
        adopted.period_type,
        adopted.period_start_date,
        'feature' as dimension_name,
        adopted.feature as dimension_value,
        active.account_count,
        adopted.user_count,
        active.account_count as possible_count
    from adopted
    inner join active
        on adopted.period_type = active.period_type
            and adopted.period_start_date = active.period_start_date
),

final as (
    select
        kpis.kpi_id,
        cut.period_type,
        cut.dimension_name,
        cut.dimension_value,
        cast(kpis.numerator as decimal(18, 4)) as numerator,
        cast(kpis.denominator as decimal(18, 4)) as denominator,
        cast(null as decimal(18, 4)) as square_sum,
        cast(cut.account_count as bigint) as observation_count,
        cut.period_start_date
    from cut
    cross join
        lateral (
            values
            ('feature_adoption_rate', user_count, possible_count),
            (
                'feature_breadth',
                case when dimension_name = 'all' then user_count end,
                account_count
            )
        ) as kpis (kpi_id, numerator, denominator)
    where kpis.numerator is not null
)

select * from final
