-- Grain: run x measure x period x dimension value, of this run and the one before: the
-- memory by which a restatement is seen. A full refresh forgets what was said before.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook='{{ forget_measures() }}'
) }}

with stated as (
    select * from {{ ref('int_measures_stated') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

final as (
    select
        {{ this_run() }} as run_number,
        stated.measure_id,
        stated.period_type,
        stated.dimension_name,
        stated.dimension_value,
        stated.measure_value,
        as_of.as_of_date,
        stated.period_start_date,
        stated.period_end_date
    from stated
    cross join as_of
)

select * from final
