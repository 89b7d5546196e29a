-- Grain: measure x period x dimension value whose value for a period that had ended is
-- another than the last run said. Nothing here adds up.
with remembered as (
    select * from {{ ref('fct_measures_stated') }}
),

runs as (
    select
        max(run_number) as run_number,
        min(run_number) as previous_run_number
    from remembered
),

now_said as (
    select remembered.*
    from remembered
    inner join runs on remembered.run_number = runs.run_number
),

before_said as (
    select remembered.*
    from remembered
    inner join runs on remembered.run_number = runs.previous_run_number
    where runs.previous_run_number < runs.run_number
),

described as (
    select
        run_number,
        max(as_of_date) as as_of_date,
        sum(case when measure_id = 'ids_merged' then measure_value else 0 end)
            as merged_count,
        sum(case when measure_id = 'ids_split' then measure_value else 0 end)
            as split_count
    from remembered
    group by 1
),

-- What one of the two runs did not say at all is a change, too.
compared as (
    select
        coalesce(now_said.measure_id, before_said.measure_id) as measure_id,
        coalesce(now_said.period_type, before_said.period_type) as period_type,
        coalesce(now_said.dimension_name, before_said.dimension_name) as dimension_name,
        coalesce(now_said.dimension_value, before_said.dimension_value)
            as dimension_value,
        before_said.measure_value as value_before,
        now_said.measure_value as value_now,
        coalesce(now_said.period_start_date, before_said.period_start_date)
            as period_start_date,
        coalesce(now_said.period_end_date, before_said.period_end_date)
            as period_end_date
    from now_said
    full outer join before_said
        on now_said.measure_id = before_said.measure_id
            and now_said.period_type = before_said.period_type
            and now_said.dimension_name = before_said.dimension_name
            and now_said.dimension_value = before_said.dimension_value
            and now_said.period_start_date = before_said.period_start_date
),

final as (
    select
        compared.measure_id,
        compared.period_type,
        compared.dimension_name,
        compared.dimension_value,
        cast(compared.value_before as double) as value_before,
        cast(compared.value_now as double) as value_now,
        cast(
            (compared.value_now - compared.value_before)
            / nullif(compared.value_before, 0) as double
        ) as change_share,
        cast(described.merged_count - previous.merged_count as integer)
            as merged_id_count,
        cast(described.split_count - previous.split_count as integer)
            as split_id_count,
        compared.period_start_date,
        compared.period_end_date,
        previous.as_of_date as previous_as_of_date,
        described.as_of_date
    from compared
    cross join runs
    inner join described on runs.run_number = described.run_number
    inner join described as previous
        on runs.previous_run_number = previous.run_number
            and runs.previous_run_number < runs.run_number
    where compared.period_end_date <= previous.as_of_date
        and compared.period_type != 'ever'
        and (
            compared.value_before is null
            or compared.value_now is null
            or abs(compared.value_now - compared.value_before)
            > 1e-9 * abs(compared.value_before)
        )
)

select * from final
