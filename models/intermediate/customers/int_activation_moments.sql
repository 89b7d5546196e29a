-- Grain: subject x event that begins the way to a milestone, or is one: its first time.
-- Subjects are accounts and the customers who may be followed.
with events as (
    select * from {{ ref('fct_events') }}
),

orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown'
),

named as (
    select
        subject,
        start_event as event_name
    from {{ ref('activation_milestones') }}
    union
    select
        subject,
        milestone_event as event_name
    from {{ ref('activation_milestones') }}
),

happened as (
    select
        named.subject,
        case
            when named.subject = 'account' then events.account_id else
                events.customer_id
        end
            as subject_id,
        named.event_name,
        events.event_at
    from events
    inner join named on events.event_name = named.event_name
    union all
    select
        'customer' as subject,
        orders.customer_id as subject_id,
        moments.event_name,
        orders.ordered_at as event_at
    from orders
    cross join
        lateral (
            values
            ('first_order_placed', orders.order_number = 1),
            ('second_order_placed', orders.order_number = 2),
            ('app_order_placed', orders.channel = 'app')
        ) as moments (event_name, has_happened)
    where moments.has_happened
),

final as (
    select
        subject,
        subject_id,
        event_name,
        min(event_at) as event_at
    from happened
    where subject_id is not null and subject_id != 'unknown'
    group by 1, 2, 3
)

select * from final
