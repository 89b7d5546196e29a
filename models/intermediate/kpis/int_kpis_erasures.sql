-- Grain: kpi x period (the whole company): requests to be erased for each 1,000
-- customers who ordered.
with requests as (
    select * from {{ ref('stg_privacy__erasure_requests') }}
    where reject_reason is null
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

period_days as (
    select * from {{ ref('int_period_days') }}
    where period_type in ('month', 'quarter', 'year')
),

active as (
    select
        period_days.period_type,
        period_days.period_start_date,
        count(distinct orders.customer_id) as customer_count
    from {{ ref('fct_orders') }} as orders
    inner join period_days on orders.order_date = period_days.date_day
    where orders.customer_id != 'unknown'
    group by 1, 2
),

requested as (
    select
        {{ local_date('requests.requested_at', 'company') }} as request_date,
        count(*) as request_count
    from requests
    group by 1
),

counted as (
    select
        period_days.period_type,
        period_days.period_start_date,
        sum(requested.request_count) as request_count
    from requested
    inner join period_days on requested.request_date = period_days.date_day
    group by 1, 2
),

final as (
    select
        'erasure_request_rate' as kpi_id,
        active.period_type,
        'all' as dimension_name,
        'all' as dimension_value,
        cast(1000 * coalesce(counted.request_count, 0) as decimal(18, 4)) as numerator,
        cast(active.customer_count as decimal(18, 4)) as denominator,
        cast(null as decimal(18, 4)) as square_sum,
        cast(active.customer_count as bigint) as observation_count,
        active.period_start_date
    from active
    left join counted
        on
            active.period_type = counted.period_type
            and active.period_start_date = counted.period_start_date
)

select * from final
