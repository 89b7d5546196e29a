-- Grain: store, practice or sales team x kpi x period: the last day and the last
-- complete week beside what is usual there. Nothing adds up.
with kpis as (
    select * from {{ ref('fct_kpis') }}
    where
        is_complete_period
        and period_type in ('day', 'week')
        and dimension_name in ('store', 'team')
),

role_kpis as (
    select * from {{ ref('role_kpis') }}
    where role_id in ('store_managers', 'practice_managers', 'sales')
),

stores as (
    select * from {{ ref('dim_stores') }}
),

catalog as (
    select * from {{ ref('kpi_catalog') }}
),

placed as (
    select
        role_kpis.role_id,
        role_kpis.sort_order,
        coalesce(stores.store_name, kpis.dimension_value) as unit_name,
        kpis.*,
        max(kpis.period_start_date) over (partition by kpis.period_type) as last_date
    from kpis
    inner join role_kpis on kpis.kpi_id = role_kpis.kpi_id
    left join stores
        on kpis.dimension_name = 'store' and kpis.dimension_value = stores.store_id
    where
        (kpis.dimension_name = 'team' and role_kpis.role_id = 'sales')
        or (
            stores.store_format = 'practice' and role_kpis.role_id = 'practice_managers'
        )
        or (
            kpis.dimension_name = 'store'
            and kpis.dimension_value not in ('online', 'subscription')
            and coalesce(stores.store_format, '') not in ('practice', 'warehouse')
            and role_kpis.role_id = 'store_managers'
        )
),

-- A day is compared with the same weekday, a week with any: of the eight weeks before.
-- Rounded, as means of doubles differ in their last digits from run to run.
usual as (
    select
        latest.dimension_value,
        latest.kpi_id,
        latest.period_type,
        round(avg(earlier.kpi_value), 9) as usual_value,
        round(stddev_samp(earlier.kpi_value), 9) as usual_deviation,
        count(earlier.kpi_value) as usual_count
    from placed as latest
    inner join placed as earlier
        on latest.dimension_value = earlier.dimension_value
            and latest.role_id = earlier.role_id
            and latest.kpi_id = earlier.kpi_id
            and latest.period_type = earlier.period_type
            and {{ dbt.datediff(
                'earlier.period_start_date', 'latest.period_start_date', 'day'
            ) }} in (7, 14, 21, 28, 35, 42, 49, 56)
    where latest.period_start_date = latest.last_date
    group by 1, 2, 3
),

compared as (
    select
        placed.*,
        catalog.kpi_name,
        catalog.unit,
        catalog.direction,
        usual.usual_value,
        usual.usual_count,
        round(abs(placed.kpi_value - usual.usual_value), 9)
        > 2 * usual.usual_deviation as has_moved
    from placed
    inner join catalog on placed.kpi_id = catalog.kpi_id
    left join usual
        on placed.dimension_value = usual.dimension_value
            and placed.kpi_id = usual.kpi_id
            and placed.period_type = usual.period_type
    where placed.period_start_date = placed.last_date
),

final as (
    select
        role_id,
        dimension_value as unit_id,
        unit_name,
        kpi_id,
        period_type,
        kpi_name,
        unit,
        case
            when kpi_value is null then 'too little data'
            when usual_count < 4 then 'no comparison'
            when not has_moved then 'as usual'
            when (kpi_value > usual_value) = (direction = 'up') then 'better'
            else 'worse'
        end as verdict,
        {{ kpi_text('kpi_value', 'unit') }} as value_text,
        {{ kpi_text('usual_value', 'unit') }} as usual_text,
        cast(sort_order as integer) as sort_order,
        kpi_value,
        usual_value,
        observation_count,
        period_start_date
    from compared
)

select * from final
