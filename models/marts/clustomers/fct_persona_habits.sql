-- Grain: persona x habit x item: of its members' orders (or visits) of the year before,
-- the share that was at that hour, weekday, place, or of that category, and of the
-- others'. Items of fewer members than the minimum are left out.
with company as (
    select * from {{ ref('stg_landing__company') }}
),

members as (
    select
        members.persona_id,
        members.customer_id,
        as_of.as_of_date,
        {{ dbt.dateadd('day', -364, 'as_of.as_of_date') }} as first_date
    from {{ ref('fct_persona_members') }} as members
    cross join {{ ref('stg_landing__as_of_date') }} as as_of
),

orders as (
    select * from {{ ref('fct_orders') }}
    where channel != 'subscription'
),

bought as (
    select
        lines.order_id,
        products.category
    from {{ ref('fct_order_lines') }} as lines
    inner join {{ ref('dim_products') }} as products
        on lines.product_id = products.product_id
    where not lines.is_return
),

dates as (
    select * from {{ ref('dim_dates') }}
),

sessions as (
    select * from {{ ref('fct_sessions') }}
),

recent_orders as (
    select
        members.persona_id,
        orders.order_id,
        orders.customer_id,
        orders.channel,
        dates.iso_weekday,
        extract(hour from {{ local_timestamp('orders.ordered_at', 'company') }})
            as hour_of_day
    from members
    inner join orders on members.customer_id = orders.customer_id
    inner join dates on orders.order_date = dates.date_day
    where orders.order_date between members.first_date and members.as_of_date
),

seen as (
    select
        recent_orders.persona_id,
        recent_orders.customer_id,
        named.habit,
        named.item
    from recent_orders
    cross join
        lateral (
            values
            ('hour', cast(hour_of_day as varchar)),
            ('weekday', cast(iso_weekday as varchar)),
            ('channel', channel)
        ) as named (habit, item)
    union all
    select
        recent_orders.persona_id,
        recent_orders.customer_id,
        'category' as habit,
        bought.category as item
    from recent_orders
    inner join bought on recent_orders.order_id = bought.order_id
    union all
    select
        members.persona_id,
        members.customer_id,
        'device' as habit,
        sessions.device_type as item
    from members
    inner join sessions on members.customer_id = sessions.customer_id
    where sessions.session_date between members.first_date and members.as_of_date
),

counted as (
    select
        persona_id,
        habit,
        item,
        count(distinct customer_id) as customer_count,
        count(*) as item_count,
        sum(count(*)) over (partition by persona_id, habit) as total_count,
        sum(count(*)) over (partition by habit, item) as all_item_count,
        sum(count(*)) over (partition by habit) as all_total_count
    from seen
    where item is not null
    group by 1, 2, 3
),

final as (
    select
        persona_id,
        habit,
        item,
        {{ habit_label('habit', 'item') }} as item_label,
        cast(customer_count as integer) as customer_count,
        cast(item_count as integer) as item_count,
        cast(total_count as integer) as total_count,
        cast(item_count as double) / nullif(total_count, 0) as item_share,
        cast(all_item_count - item_count as double)
        / nullif(all_total_count - total_count, 0) as others_share
    from counted
    where customer_count >= {{ var('min_group_size') }}
)

select * from final
