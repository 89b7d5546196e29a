-- Grain: store x business day x hour of the clock in which something was sold, somebody
-- was counted at the door or somebody worked.
with orders as (
    select * from {{ ref('fct_orders') }}
    where store_id != 'unknown'
),

footfall as (
    select * from {{ ref('stg_context__footfall') }}
    where reject_reason is null
),

staffed as (
    select * from {{ ref('int_staffed_hours') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

happened as (
    select
        store_id,
        {{ local_timestamp('ordered_at', 'company') }} as local_at,
        1 as order_count,
        case when channel = 'app' then 1 else 0 end as preorder_count,
        net_amount,
        null as visitor_count,
        null as staff_hours
    from orders
    union all
    select
        store_id,
        {{ local_timestamp('counted_at', 'company') }} as local_at,
        0 as order_count,
        0 as preorder_count,
        0 as net_amount,
        visitor_count,
        null as staff_hours
    from footfall
    union all
    select
        store_id,
        {{ local_timestamp('hour_at', 'company') }} as local_at,
        0 as order_count,
        0 as preorder_count,
        0 as net_amount,
        null as visitor_count,
        staff_hours
    from staffed
),

final as (
    select
        store_id,
        cast(local_at as date) as store_date,
        cast(extract(hour from local_at) as integer) as hour_of_day,
        cast(sum(order_count) as bigint) as order_count,
        cast(sum(preorder_count) as bigint) as preorder_count,
        cast(sum(net_amount) as decimal(18, 2)) as net_amount,
        cast(sum(visitor_count) as bigint) as visitor_count,
        sum(staff_hours) as staff_hours
    from happened
    group by 1, 2, 3
)

select * from final
