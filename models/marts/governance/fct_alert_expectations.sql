-- Grain: alert rule x complete period: what was to be expected of the KPI, the median
-- of the twelve weeks before (for days: of the same weekday). Its usual deviation is
-- the median absolute one (Hampel 1974), which no single outlier moves, and never less
-- than chance alone makes of so few. Public holidays are neither judged nor expected
-- from.
with kpis as (
    select * from {{ ref('fct_kpis') }}
    where dimension_name = 'all' and is_complete_period and kpi_value is not null
),

rules as (
    select * from {{ ref('alert_rules') }}
),

catalog as (
    select * from {{ ref('kpi_catalog') }}
),

holidays as (
    select * from {{ ref('dim_dates') }}
    where is_holiday
),

series as (
    select
        catalog.unit,
        kpis.*
    from kpis
    inner join rules
        on kpis.kpi_id = rules.kpi_id and kpis.period_type = rules.period_type
    inner join catalog on kpis.kpi_id = catalog.kpi_id
    left join holidays
        on kpis.period_type = 'day' and kpis.period_start_date = holidays.date_day
    where holidays.date_day is null
),

earlier as (
    select
        series.kpi_id,
        series.period_start_date,
        past.kpi_value
    from series
    inner join series as past
        on series.kpi_id = past.kpi_id
            and {{ dbt.datediff(
                'past.period_start_date', 'series.period_start_date', 'day'
            ) }} in (7, 14, 21, 28, 35, 42, 49, 56, 63, 70, 77, 84)
),

centers as (
    select
        kpi_id,
        period_start_date,
        percentile_cont(0.5) within group (order by kpi_value asc) as expected_value
    from earlier
    group by 1, 2
    having count(*) >= 8
),

spreads as (
    select
        earlier.kpi_id,
        earlier.period_start_date,
        centers.expected_value,
        1.4826 * percentile_cont(0.5) within group (
            order by abs(earlier.kpi_value - centers.expected_value) asc
        ) as median_deviation
    from earlier
    inner join centers
        on earlier.kpi_id = centers.kpi_id
            and earlier.period_start_date = centers.period_start_date
    group by 1, 2, 3
),

final as (
    select
        series.kpi_id,
        series.period_type,
        series.kpi_value,
        spreads.expected_value,
        greatest(
            spreads.median_deviation,
            0.05 * abs(spreads.expected_value),
            case series.unit
                when 'count' then sqrt(abs(spreads.expected_value))
                when 'share'
                    then sqrt(
                            greatest(
                                spreads.expected_value * (1 - spreads.expected_value), 0
                            )
                            / nullif(series.observation_count, 0)
                        )
                else 0
            end
        ) as usual_deviation,
        series.observation_count,
        series.period_start_date,
        series.period_end_date
    from series
    left join spreads
        on series.kpi_id = spreads.kpi_id
            and series.period_start_date = spreads.period_start_date
)

select * from final
