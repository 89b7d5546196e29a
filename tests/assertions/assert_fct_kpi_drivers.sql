-- What the parts of a dimension did adds up to the change of the KPI as fct_kpis has
-- it, by another route: the two values themselves.
with drivers as (
    select
        kpi_id,
        period_type,
        dimension_name,
        period_start_date,
        sum(volume_effect + mix_effect + rate_effect) as explained
    from {{ ref('fct_kpi_drivers') }}
    group by 1, 2, 3, 4
),

kpis as (
    select * from {{ ref('fct_kpis') }}
    where dimension_name = 'all'
),

compared as (
    select
        drivers.*,
        kpis.numerator / nullif(kpis.denominator, 0)
        - previous_kpis.numerator / nullif(previous_kpis.denominator, 0) as changed
    from drivers
    inner join kpis
        on drivers.kpi_id = kpis.kpi_id
            and drivers.period_type = kpis.period_type
            and drivers.period_start_date = kpis.period_start_date
    inner join kpis as previous_kpis
        on drivers.kpi_id = previous_kpis.kpi_id
            and drivers.period_type = previous_kpis.period_type
            and {{ dbt.dateadd('day', -1, 'kpis.period_start_date') }}
            = previous_kpis.period_end_date
)

select * from compared
where abs(explained - changed) > 1e-5 * greatest(abs(changed), 1)
