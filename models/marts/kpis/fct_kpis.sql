-- Grain: kpi x period x dimension value. kpi_value is numerator / denominator; only
-- KPIs that the catalog calls additive may be summed, and only over periods of one
-- type. Below the KPI's minimum n the value is suppressed. Days are kept for the
-- company, and the headlines' for stores.
with measured as (
    select * from {{ ref('int_kpis_united') }}
),

catalog as (
    select * from {{ ref('kpi_catalog') }}
),

periods as (
    select * from {{ ref('int_periods_listed') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

valued as (
    select
        measured.*,
        catalog.definition_version,
        catalog.interval_method,
        periods.is_complete
        and {{ dbt.datediff('periods.period_end_date', 'as_of.as_of_date', 'day') }}
        >= catalog.known_after_days as is_complete_period,
        periods.period_end_date,
        measured.observation_count < catalog.minimum_n as is_suppressed,
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
    cross join as_of
    where
        (catalog.valid_to is null or measured.period_start_date <= catalog.valid_to)
        and (
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
        )
),

-- The 95 % interval: a share's by Wilson (1927), a mean score's by its deviation.
spread as (
    select
        *,
        1.959964 * sqrt(
            greatest(square_sum * inverse - kpi_value * kpi_value, 0) * inverse
        ) as half_width,
        1 / nullif(inverse, 0) as trials
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
        cast(
            case interval_method
                when 'wilson' then round({{ wilson_low('kpi_value', 'trials') }}, 6)
                when 'normal' then round(kpi_value - half_width, 6)
            end as double
        ) as interval_low,
        cast(
            case interval_method
                when 'wilson' then round({{ wilson_high('kpi_value', 'trials') }}, 6)
                when 'normal' then round(kpi_value + half_width, 6)
            end as double
        ) as interval_high,
        cast(numerator as double) as numerator,
        cast(denominator as double) as denominator,
        observation_count,
        is_suppressed,
        is_complete_period,
        period_start_date,
        period_end_date
    from spread
)

select * from final
