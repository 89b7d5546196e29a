-- Grain: one row per kind of business: the mean margin of what a conversion brings. A
-- first visit is worth what orders on the web bring a session of more than one page; a
-- subscription its first year.
with orders as (
    select * from {{ ref('fct_orders') }}
),

appointments as (
    select * from {{ ref('fct_appointments') }}
    where status = 'completed'
),

subscriptions as (
    select * from {{ ref('fct_subscriptions') }}
    where movement = 'new'
),

sessions as (
    select * from {{ ref('fct_sessions') }}
    where source = 'web' and page_view_count > 1
),

ordered as (
    select
        channel,
        cast(avg(contribution_amount) as double) as conversion_value
    from orders
    group by 1
),

visited as (
    select cast(avg(case when has_order then 1 else 0 end) as double) as order_share
    from sessions
),

final as (
    select
        concat_ws('_', channel, 'order') as value_basis,
        conversion_value
    from ordered
    where channel in ('web', 'app', 'store')
    union all
    select
        'first_visit' as value_basis,
        ordered.conversion_value * visited.order_share as conversion_value
    from ordered
    cross join visited
    where ordered.channel = 'web'
    union all
    select
        'appointment' as value_basis,
        cast(avg(margin_amount) as double) as conversion_value
    from appointments
    union all
    select
        'subscription' as value_basis,
        cast(avg(monthly_amount) * 12 as double) as conversion_value
    from subscriptions
)

select * from final
