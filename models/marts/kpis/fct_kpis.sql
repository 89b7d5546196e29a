-- Grain: kpi x period x dimension value. kpi_value is numerator / denominator; only
-- KPIs that the catalog calls additive may be summed, and only over periods of one
-- type. Below the KPI's minimum n the value is withheld. Days are kept for the company,
-- and the headlines' for stores.
with measured as (
    select * from {{ ref('int_kpis_measured') }}
    union all
    select * from {{ ref('int_kpis_customers') }}
    union all
    select * from {{ ref('int_kpis_visitors') }}
    union all
    select * from {{ ref('int_kpis_retention') }}
    union all
    select * from {{ ref('int_kpis_campaigns') }}
    union all
    select * from {{ ref('int_kpis_recurring') }}
    union all
    select * from {{ ref('int_kpis_durations') }}
),

catalog as (
    select * from {{ ref('kpi_catalog') }}
),

periods as (
    select * from {{ ref('int_periods_listed') }}
),

valued as (
    select
        measured.*,
        catalog.definition_version,
        catalog.interval_method,
        periods.is_complete,
        periods.period_end_date,
        measured.observation_count < catalog.minimum_n as is_withheld,
        1 / nullif(cast(measured.denominator as double), 0) as inverse,
        case
            when measured.observation_count >= catalog.minimum_n
                then cast(measured.numerator as double)
                    / nullif(cast(measured.denominator as double), 0)
        end as kpi_value
    from measured
    inner join catalog on measured.kpi_id = catalog.kpi_id
    inner join periods
        on
            measured.period_type = periods.period_type
            and measured.period_start_date = periods.period_start_date
    where
        measured.period_type not in ('day', 'week')
        or (measured.period_type = 'week' and catalog.smallest_period != 'month')
        or (
            measured.period_type = 'day'
            and catalog.smallest_period = 'day'
            and (
                measured.dimension_name = 'all'
                or (
                    measured.dimension_name in ('store', 'store_format')
                    and catalog.tier = 1
                )
            )
        )
),

-- Half the width of the 95 % interval; that of a share by Wilson (1927) is not centered
-- on the share, so that it never leaves 0 to 1.
spread as (
    select
        *,
        case
            when interval_method = 'wilson'
                then (kpi_value + 1.9207 * inverse) / nullif(1 + 3.8415 * inverse, 0)
            when interval_method = 'normal' then kpi_value
        end as interval_center,
        1.96 * case
            when interval_method = 'wilson'
                then
                    sqrt(
                        kpi_value * (1 - kpi_value) * inverse
                        + 0.9604 * inverse * inverse
                    )
                    / nullif(1 + 3.8415 * inverse, 0)
            when interval_method = 'normal'
                then
                    sqrt(
                        greatest(square_sum * inverse - kpi_value * kpi_value, 0)
                        * inverse
                    )
        end as interval_half
    from valued
),

final as (
    select
        kpi_id,
        period_type,
        dimension_name,
        dimension_value,
        cast(definition_version as integer) as definition_version,
        kpi_value,
        cast(round(interval_center - interval_half, 6) as double) as interval_low,
        cast(round(interval_center + interval_half, 6) as double) as interval_high,
        cast(numerator as double) as numerator,
        cast(denominator as double) as denominator,
        observation_count,
        is_withheld,
        is_complete,
        period_start_date,
        period_end_date
    from spread
)

select * from final
