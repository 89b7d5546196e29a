-- Grain: one row per accepted ticket. Scores and hours are averages to make, not sums.
with tickets as (
    select * from {{ ref('stg_support__tickets') }}
    where reject_reason is null
),

customers as (
    select * from {{ ref('int_customers_identified') }}
    where identifier_type = 'email'
),

orders as (
    select * from {{ ref('int_orders_placed') }}
),

consented as (
    {{ consented('support') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

-- A number that two systems gave out names no order.
ordered as (
    select
        tickets.ticket_id,
        min(orders.order_id) as order_id,
        min(orders.customer_id) as customer_id
    from tickets
    inner join orders on tickets.order_id = orders.source_order_id
    group by 1
    having count(*) = 1
),

final as (
    select
        tickets.ticket_id,
        coalesce(consented.holder_id, 'unknown') as customer_id,
        tickets.account_id,
        ordered.order_id,
        tickets.channel,
        tickets.category,
        tickets.priority,
        tickets.status,
        cast(tickets.satisfaction_score as integer) as satisfaction_score,
        cast(
            {{ dbt.datediff('created_at', 'first_replied_at', 'second') }} / 3600.0
            as double
        ) as response_hours,
        cast(
            {{ dbt.datediff('created_at', 'solved_at', 'second') }} / 3600.0 as double
        ) as resolution_hours,
        tickets.solved_at is null
        and coalesce(tickets.status, 'open') not in ('solved', 'closed') as is_open,
        {{ local_date('tickets.created_at', 'company') }} as ticket_date,
        {{ local_date('tickets.solved_at', 'company') }} as solved_date,
        cast(tickets.created_at as timestamp) as opened_at,
        cast(tickets.first_replied_at as timestamp) as first_replied_at,
        cast(tickets.solved_at as timestamp) as solved_at
    from tickets
    left join customers
        on {{ hashed_email('tickets.requester_email') }} = customers.identifier_value
    left join ordered on tickets.ticket_id = ordered.ticket_id
    left join consented
        on coalesce(customers.customer_id, ordered.customer_id) = consented.holder_id
            and tickets.created_at >= consented.valid_from
            and tickets.created_at < consented.valid_to
)

select * from final
