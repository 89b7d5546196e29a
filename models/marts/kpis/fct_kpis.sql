-- Grain: kpi x period x dimension value. kpi_value is numerator / denominator; only
-- KPIs that the catalog calls additive may be summed, and only over periods of one
-- type. Below the KPI's minimum n the value is withheld.
with sales as (
    select * from {{ ref('int_kpis_sales') }}
),

retention as (
    select * from {{ ref('int_kpis_retention') }}
),

campaigns as (
    select * from {{ ref('int_kpis_campaigns') }}
),

catalog as (
    select * from {{ ref('kpi_catalog') }}
),

periods as (
    select * from {{ ref('int_periods_listed') }}
),

measured as (
    select * from sales
    union all
    select * from retention
    union all
    select * from campaigns
),

final as (
    select
        measured.kpi_id,
        measured.period_type,
        measured.dimension_name,
        measured.dimension_value,
        cast(catalog.definition_version as integer) as definition_version,
        case
            when measured.observation_count >= catalog.minimum_n
                then cast(measured.numerator as double)
                    / nullif(cast(measured.denominator as double), 0)
        end as kpi_value,
        cast(measured.numerator as double) as numerator,
        cast(measured.denominator as double) as denominator,
        cast(measured.observation_count as bigint) as observation_count,
        measured.observation_count < catalog.minimum_n as is_withheld,
        periods.is_complete,
        measured.period_start_date,
        periods.period_end_date
    from measured
    inner join catalog on measured.kpi_id = catalog.kpi_id
    inner join periods
        on
            measured.period_type = periods.period_type
            and measured.period_start_date = periods.period_start_date
)

select * from final
