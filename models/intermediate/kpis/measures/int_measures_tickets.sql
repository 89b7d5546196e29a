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

cut as (
    {{ cut_by('counted', 'measure_date', {}, [
        'order_ticket_count',
        'order_count'
    ]) }}
),

final as (
    select
        kpis.kpi_id,
        cut.dimension_name,
        cut.dimension_value,
        cast(kpis.numerator as decimal(18, 4)) as numerator,
        cast(kpis.denominator as decimal(18, 4)) as denominator,
        cast(kpis.square_sum as decimal(18, 4)) as square_sum,
        cast(kpis.observation_count as bigint) as observation_count,
        cut.measure_date
    from cut
    cross join lateral (
        values
        ('complaints_per_order', order_ticket_count, order_count, null, order_count)
    ) as kpis (kpi_id, numerator, denominator, square_sum, observation_count)
)

select * from final
