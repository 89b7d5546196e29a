-- Grain: kpi x period x dimension value: a complete week or month beside the one
-- before. Numerators and denominators add up where the KPI's parts do; values do not.
with kpis as (
    select * from {{ ref('fct_kpis') }}
    where
        is_complete_period
        and period_type in ('week', 'month')
        and (
            dimension_name in (
                'all', 'store_format', 'channel', 'device', 'account_tier'
            )
            or (dimension_name = 'store' and period_type = 'month')
        )
),

-- Each row is its own period's, and the next period's previous one.
stacked as (
    select
        kpi_id,
        period_type,
        dimension_name,
        dimension_value,
        kpi_value,
        numerator,
        denominator,
        observation_count,
        cast(null as double) as previous_value,
        0 as previous_numerator,
        0 as previous_denominator,
        period_start_date
    from kpis
    union all
    select
        kpi_id,
        period_type,
        dimension_name,
        dimension_value,
        cast(null as double) as kpi_value,
        0 as numerator,
        0 as denominator,
        0 as observation_count,
        kpi_value as previous_value,
        numerator as previous_numerator,
        denominator as previous_denominator,
        cast(
            case period_type
                when 'week' then {{ dbt.dateadd('day', 7, 'period_start_date') }}
                else {{ dbt.dateadd('month', 1, 'period_start_date') }}
            end as date
        ) as period_start_date
    from kpis
),

paired as (
    select
        kpi_id,
        period_type,
        dimension_name,
        dimension_value,
        max(kpi_value) as kpi_value,
        max(previous_value) as previous_value,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(previous_numerator) as previous_numerator,
        sum(previous_denominator) as previous_denominator,
        sum(observation_count) as observation_count,
        period_start_date
    from stacked
    group by 1, 2, 3, 4, 12
),

-- One row per period: many KPIs share it.
periods as (
    select distinct
        period_type,
        period_start_date
    from kpis
),

-- A period that has not come is no change.
complete as (
    select
        paired.*,
        paired.kpi_value - paired.previous_value as change
    from paired
    inner join periods
        on paired.period_type = periods.period_type
            and paired.period_start_date = periods.period_start_date
),

final as (
    select
        kpi_id,
        period_type,
        dimension_name,
        dimension_value,
        kpi_value,
        previous_value,
        change,
        cast(
            stddev_samp(change) over (
                partition by kpi_id, period_type, dimension_name, dimension_value
                order by period_start_date asc nulls last
                rows between 26 preceding and 1 preceding
            ) as double
        ) as usual_change,
        cast(coalesce(numerator, 0) as double) as numerator,
        cast(coalesce(denominator, 0) as double) as denominator,
        cast(coalesce(previous_numerator, 0) as double) as previous_numerator,
        cast(coalesce(previous_denominator, 0) as double) as previous_denominator,
        cast(observation_count as bigint) as observation_count,
        period_start_date
    from complete
)

select * from final
