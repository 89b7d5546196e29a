-- Grain: one row per known customer's first order: the channel of the last visit from
-- outside in the days before it. Direct visits lead nowhere back; no visit, no channel.
with orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown' and is_first_order
),

sessions as (
    select * from {{ ref('fct_sessions') }}
    where customer_id != 'unknown' and channel not in ('Direct', 'Unassigned')
),

touches as (
    select
        orders.order_id,
        sessions.channel,
        row_number() over (
            partition by orders.order_id
            order by
                sessions.started_at desc nulls last,
                sessions.session_id desc nulls last
        ) as place
    from orders
    inner join sessions
        on
            orders.customer_id = sessions.customer_id
            and orders.ordered_at >= sessions.started_at
            and {{ dbt.datediff('sessions.session_date', 'orders.order_date', 'day') }}
            <= {{ var('touch_window_days') }}
),

final as (
    select
        orders.order_id,
        orders.customer_id,
        touches.channel,
        orders.order_date
    from orders
    left join touches on orders.order_id = touches.order_id and touches.place = 1
)

select * from final
