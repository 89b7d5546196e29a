-- Grain: persona x habit x item: of its members' orders (or visits) of the year before, the
-- share that was at that hour, weekday, place, or of that category, and of the others'.
-- Items of fewer members than the minimum are left out.
with company as (
    select * from {{ ref('stg_landing__company') }}
),

members as (
    select * from {{ ref('fct_persona_members') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

orders as (
    select * from {{ ref('fct_orders') }}
    where channel != 'subscription'
),

lines as (
    select * from {{ ref('fct_order_lines') }}
    where not is_return
),

products as (
    select * from {{ ref('dim_products') }}
),

stores as (
    select * from {{ ref('dim_stores') }}
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
        stores.business_line,
        dates.iso_weekday,
        extract(hour from {{ local_timestamp('orders.ordered_at', 'company') }})
            as hour_of_day
    from members
    inner join orders on members.customer_id = orders.customer_id
    inner join dates on orders.order_date = dates.date_day
    left join stores on orders.store_id = stores.store_id
    cross join as_of
    where orders.order_date <= as_of.as_of_date
        and {{ dbt.datediff('orders.order_date', 'as_of.as_of_date', 'day') }} < 365
),

seen as (
    select
        recent_orders.persona_id,
        recent_orders.customer_id,
        named.habit,
        named.item
    from recent_orders
    cross join lateral (
        values
        ('hour', cast(hour_of_day as varchar)),
        ('weekday', cast(iso_weekday as varchar)),
        ('channel', channel),
        ('line', business_line)
    ) as named (habit, item)
    union all
    select
        recent_orders.persona_id,
        recent_orders.customer_id,
        'category' as habit,
        products.category as item
    from recent_orders
    inner join lines on recent_orders.order_id = lines.order_id
    inner join products on lines.product_id = products.product_id
    union all
    select
        members.persona_id,
        members.customer_id,
        'device' as habit,
        sessions.device_type as item
    from members
    inner join sessions on members.customer_id = sessions.customer_id
    cross join as_of
    where sessions.session_date <= as_of.as_of_date
        and {{ dbt.datediff('sessions.session_date', 'as_of.as_of_date', 'day') }} < 365
),

counted as (
    select
        persona_id,
        habit,
        item,
        count(*) as item_count,
        count(distinct customer_id) as customer_count
    from seen
    where item is not null
    group by 1, 2, 3
),

totals as (
    select
        counted.*,
        sum(item_count) over (partition by persona_id, habit) as total_count,
        sum(item_count) over (partition by habit, item) as all_item_count,
        sum(item_count) over (partition by habit) as all_total_count
    from counted
),

final as (
    select
        persona_id,
        habit,
        item,
        cast(customer_count as integer) as customer_count,
        cast(item_count as integer) as item_count,
        cast(total_count as integer) as total_count,
        cast(item_count as double) / nullif(total_count, 0) as item_share,
        cast(all_item_count - item_count as double)
        / nullif(all_total_count - total_count, 0) as others_share
    from totals
    where customer_count >= {{ var('min_group_size') }}
)

select * from final
