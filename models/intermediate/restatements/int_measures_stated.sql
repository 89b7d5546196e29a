-- Grain: measure x month x dimension value, of what merged or removed ids can move: the
-- KPIs, sessions by channel, and how long the paths of known customers are. A view: it
-- is written once, into the memory of what each run said.
{{ config(materialized='view') }}

with kpis as (
    select * from {{ ref('fct_kpis') }}
    where dimension_name = 'all' and kpi_value is not null
),

sessions as (
    select * from {{ ref('int_session_measures') }}
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

final as (
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
        dimension_name,
        dimension_value,
        cast(measure_value as double) as measure_value,
        period_start_date,
        period_end_date
    from sessions
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
)

select * from final
