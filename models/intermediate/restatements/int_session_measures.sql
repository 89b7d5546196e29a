-- Grain: measure x month x channel, or all: sessions, visitors, and how long the paths
-- of known customers are. A view: fct_measures_stated writes it.
{{ config(materialized='view') }}

with sessions as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'session_date') }} as date) as month_date
    from {{ ref('fct_sessions') }}
),

months as (
    select
        month_date,
        count(*) as session_count,
        count(distinct visitor_id) as visitor_count
    from sessions
    group by 1
),

channels as (
    select
        month_date,
        channel,
        count(*) as session_count
    from sessions
    group by 1, 2
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
        'sessions' as measure_id,
        'all' as dimension_name,
        'all' as dimension_value,
        session_count as measure_value,
        month_date
    from months
    union all
    select
        'visitors' as measure_id,
        'all' as dimension_name,
        'all' as dimension_value,
        visitor_count as measure_value,
        month_date
    from months
    union all
    select
        'sessions' as measure_id,
        'channel' as dimension_name,
        channel as dimension_value,
        session_count as measure_value,
        month_date
    from channels
    union all
    select
        'paths' as measure_id,
        'all' as dimension_name,
        'all' as dimension_value,
        customer_count as measure_value,
        month_date
    from path_lengths
    union all
    select
        'sessions_per_path' as measure_id,
        'all' as dimension_name,
        'all' as dimension_value,
        session_count as measure_value,
        month_date
    from path_lengths
    union all
    select
        'channels_per_path' as measure_id,
        'all' as dimension_name,
        'all' as dimension_value,
        channel_count as measure_value,
        month_date
    from path_lengths
),

final as (
    select
        measure_id,
        dimension_name,
        dimension_value,
        measure_value,
        month_date as period_start_date,
        cast({{ dbt.last_day('month_date', 'month') }} as date) as period_end_date
    from measured
)

select * from final
