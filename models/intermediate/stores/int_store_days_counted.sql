-- Grain: store x day on which something was sold, somebody came or somebody worked.
with orders as (
    select * from {{ ref('fct_orders') }}
),

footfall as (
    select * from {{ ref('stg_context__footfall') }}
    where reject_reason is null
),

shifts as (
    select * from {{ ref('stg_context__staff_shifts') }}
    where reject_reason is null
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

counted as (
    select
        store_id,
        order_date as store_date,
        count(*) as order_count,
        sum(net_amount) as net_amount,
        sum(margin_amount) as margin_amount,
        count(margin_amount) as margin_count,
        null as visitor_count,
        null as staff_hours
    from orders
    group by 1, 2
    union all
    select
        footfall.store_id,
        {{ local_date('footfall.counted_at', 'company') }} as store_date,
        0 as order_count,
        0 as net_amount,
        null as margin_amount,
        0 as margin_count,
        sum(footfall.visitor_count) as visitor_count,
        null as staff_hours
    from footfall
    group by 1, 2
    union all
    select
        shifts.store_id,
        {{ local_date('shifts.starts_at', 'company') }} as store_date,
        0 as order_count,
        0 as net_amount,
        null as margin_amount,
        0 as margin_count,
        null as visitor_count,
        sum({{ dbt.datediff('shifts.starts_at', 'shifts.ends_at', 'second') }} / 3600.0)
            as staff_hours
    from shifts
    group by 1, 2
),

final as (
    select
        store_id,
        store_date,
        cast(sum(order_count) as bigint) as order_count,
        cast(sum(net_amount) as decimal(18, 2)) as net_amount,
        case
            when sum(margin_count) = sum(order_count)
                then cast(sum(margin_amount) as decimal(18, 2))
        end as margin_amount,
        cast(sum(visitor_count) as bigint) as visitor_count,
        sum(staff_hours) as staff_hours
    from counted
    group by 1, 2
)

select * from final
