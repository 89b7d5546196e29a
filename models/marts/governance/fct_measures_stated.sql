-- Grain: run x measure x period x dimension value, of this run and the one before: the
-- memory by which fct_restatements sees what moved. A full refresh forgets what was
-- said before. Nothing here adds up over measures.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook='{{ forget_measures() }}'
) }}

with kpis as (
    select * from {{ ref('fct_kpis') }}
    where
        kpi_value is not null
        and period_type != 'day'
        and (
            dimension_name = 'all'
            or (kpi_id = 'sessions' and dimension_name = 'channel')
        )
),

paths as (
    select * from {{ ref('int_path_measures') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

changes as (
    select * from {{ ref('fct_customer_merges') }}
),

-- How many ids were merged or split so far has no period: it says why the rest moved.
changed_ids as (
    select
        case when change_kind = 'split' then 'ids_split' else 'ids_merged' end
            as measure_id,
        count(*) as id_count
    from changes
    where change_kind in ('merge', 'split')
    group by 1
),

stated as (
    select
        kpi_id as measure_id,
        period_type,
        dimension_name,
        dimension_value,
        kpi_value as measure_value,
        period_start_date,
        period_end_date
    from kpis
    union all
    select
        measure_id,
        'month' as period_type,
        'all' as dimension_name,
        'all' as dimension_value,
        cast(measure_value as double) as measure_value,
        period_start_date,
        period_end_date
    from paths
    union all
    select
        measure_id,
        'ever' as period_type,
        'all' as dimension_name,
        'all' as dimension_value,
        cast(id_count as double) as measure_value,
        cast('1900-01-01' as date) as period_start_date,
        cast('9999-12-31' as date) as period_end_date
    from changed_ids
),

final as (
    select
        stated.measure_id,
        stated.period_type,
        stated.dimension_name,
        stated.dimension_value,
        cast({{ this_run() }} as integer) as run_number,
        cast(stated.measure_value as double) as measure_value,
        stated.period_start_date,
        stated.period_end_date,
        as_of.as_of_date
    from stated
    cross join as_of
)

select * from final
