-- Grain: measure x month: how long the paths of known customers are. A view:
-- fct_measures_stated writes it.
{{ config(materialized='view') }}

with sessions as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'session_date') }} as date) as month_date
    from {{ ref('fct_sessions') }}
),

-- The path of a customer in a month: the sessions and the channels it came by.
customer_paths as (
    select
        month_date,
        customer_id,
        count(*) as session_count,
        count(distinct channel) as channel_count
    from sessions
    where customer_id != 'unknown'
    group by 1, 2
),

path_lengths as (
    select
        month_date,
        count(*) as customer_count,
        avg(session_count) as session_count,
        avg(channel_count) as channel_count
    from customer_paths
    group by 1
),

measured as (
    select
        'paths' as measure_id,
        customer_count as measure_value,
        month_date
    from path_lengths
    union all
    select
        'sessions_per_path' as measure_id,
        session_count as measure_value,
        month_date
    from path_lengths
    union all
    select
        'channels_per_path' as measure_id,
        channel_count as measure_value,
        month_date
    from path_lengths
),

final as (
    select
        measure_id,
        measure_value,
        month_date as period_start_date,
        cast({{ dbt.last_day('month_date', 'month') }} as date) as period_end_date
    from measured
)

select * from final
