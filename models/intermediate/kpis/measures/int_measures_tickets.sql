-- Grain: kpi x day x dimension value (the whole company), for KPIs of support tickets.
with counted as (
    select
        ticket_date as measure_date,
        count(order_id) as order_ticket_count,
        0 as order_count
    from {{ ref('fct_tickets') }}
    group by 1
    union all
    select
        order_date as measure_date,
        0 as order_ticket_count,
        count(*) as order_count
    from {{ ref('fct_orders') }}
    group by 1
),

final as (
    {{ kpi_parts('counted', {}, [
        ('complaints_per_order', 'order_ticket_count', 'order_count', 'order_count')
    ]) }}
)

select * from final
