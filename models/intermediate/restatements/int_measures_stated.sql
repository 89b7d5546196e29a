-- Grain: measure x month x dimension value, of what merged or removed ids can move: the
-- KPIs, sessions by channel, and how long the paths of known customers are. A view: it
-- is written once, into the memory of what each run said.
{{ config(materialized='view') }}

with kpis as (
    select * from {{ ref('fct_kpis') }}
    where kpi_value is not null and dimension_name = 'all'
),

sessions as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'session_date') }} as date) as month_date
    from {{ ref('fct_sessions') }}
),

merges as (
    select * from {{ ref('fct_customer_merges') }}
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
paths as (
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
    from paths
    group by 1
),

monthly as (
    select
        'sessions' as measure_id,
        'all' as dimension_name,
        'all' as dimension_value,
        session_count as measure_value,
        month_date
    from months
    union all
    select 'visitors', 'all', 'all', visitor_count, month_date from months
    union all
    select 'sessions', 'channel', channel, session_count, month_date from channels
    union all
    select 'paths', 'all', 'all', customer_count, month_date from path_lengths
    union all
    select 'sessions_per_path', 'all', 'all', session_count, month_date
    from path_lengths
    union all
    select 'channels_per_path', 'all', 'all', channel_count, month_date
    from path_lengths
),

-- How many ids were merged or split so far has no period: it says why the rest moved.
changed_ids as (
    select
        case when change_kind = 'split' then 'ids_split' else 'ids_merged' end
            as measure_id,
        count(*) as id_count
    from merges
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
        month_date as period_start_date,
        cast(
            {{ dbt.dateadd('day', -1, dbt.dateadd('month', 1, 'month_date')) }} as date
        ) as period_end_date
    from monthly
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
