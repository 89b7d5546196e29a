-- Grain: one row per KPI and store (or the whole company): its last complete month
-- against the month before, the same month a year before, and the target. Some KPIs are
-- known later than others. Nothing here adds up.
with kpis as (
    select
        *,
        max(period_start_date) over (partition by kpi_id) as last_start_date
    from {{ ref('fct_kpis') }}
    where period_type = 'month' and is_complete_period
        and dimension_name in ('all', 'store')
),

catalog as (
    select * from {{ ref('kpi_catalog') }}
),

targets as (
    select * from {{ ref('fct_kpi_targets') }}
    where period_type = 'month'
),

owners as (
    select * from {{ ref('stg_planning__owners') }}
    where reject_reason is null
),

compared as (
    select
        kpis.*,
        previous_kpis.kpi_value as previous_value,
        last_year_kpis.kpi_value as last_year_value
    from kpis
    left join kpis as previous_kpis
        on
            kpis.kpi_id = previous_kpis.kpi_id
            and kpis.dimension_name = previous_kpis.dimension_name
            and kpis.dimension_value = previous_kpis.dimension_value
            and previous_kpis.period_start_date
            = cast({{ dbt.dateadd('month', -1, 'kpis.period_start_date') }} as date)
    left join kpis as last_year_kpis
        on
            kpis.kpi_id = last_year_kpis.kpi_id
            and kpis.dimension_name = last_year_kpis.dimension_name
            and kpis.dimension_value = last_year_kpis.dimension_value
            and last_year_kpis.period_start_date
            = cast({{ dbt.dateadd('month', -12, 'kpis.period_start_date') }} as date)
    where kpis.period_start_date = kpis.last_start_date
),

judged as (
    select
        compared.*,
        catalog.kpi_name,
        catalog.family,
        catalog.tier,
        catalog.headline_models,
        catalog.north_star_model,
        catalog.unit,
        catalog.direction,
        catalog.owner_role,
        owners.owner_name,
        targets.target_value,
        case when catalog.direction = 'down' then -1 else 1 end
        * (compared.kpi_value - targets.target_value) as lead
    from compared
    inner join catalog on compared.kpi_id = catalog.kpi_id
    left join owners on catalog.owner_role = owners.owner_role
    left join targets
        on
            compared.kpi_id = targets.kpi_id
            and compared.period_start_date = targets.period_start_date
            and (
                compared.dimension_value = targets.store_id
                or (compared.dimension_name = 'all' and targets.store_id is null)
            )
),

final as (
    select
        kpi_id,
        dimension_name,
        dimension_value,
        kpi_name,
        family,
        tier,
        headline_models,
        north_star_model,
        unit,
        direction,
        owner_role,
        owner_name,
        case
            when kpi_value is null then 'too little data'
            when target_value is null then 'no target'
            when lead >= 0 then 'on target'
            when
                lead >= -{{ var('watch_margin_share') }} * abs(target_value)
                then 'watch'
            else 'off target'
        end as status,
        kpi_value,
        previous_value,
        last_year_value,
        interval_low,
        interval_high,
        target_value,
        kpi_value / nullif(previous_value, 0) - 1 as change_share,
        observation_count,
        period_start_date,
        period_end_date
    from judged
)

select * from final
