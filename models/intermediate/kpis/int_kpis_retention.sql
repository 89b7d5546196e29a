-- Grain: kpi x period x dimension value (the whole company): who of the previous
-- period's customers came back.
with orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown'
),

periods as (
    select * from {{ ref('int_periods_listed') }}
),

period_days as (
    select * from {{ ref('int_period_days') }}
    where period_type != 'day'
),

active as (
    select
        period_days.period_type,
        period_days.period_start_date,
        orders.customer_id
    from orders
    inner join period_days on orders.order_date = period_days.date_day
    group by 1, 2, 3
),

followed as (
    select
        periods.period_type,
        periods.period_start_date,
        count(*) as previous_customer_count,
        count(active.customer_id) as retained_customer_count,
        count(*) - count(active.customer_id) as lost_customer_count
    from periods
    inner join active as previously_active
        on
            periods.period_type = previously_active.period_type
            and periods.previous_period_start_date = previously_active.period_start_date
    left join active
        on
            periods.period_type = active.period_type
            and periods.period_start_date = active.period_start_date
            and previously_active.customer_id = active.customer_id
    group by 1, 2
),

final as (
    select
        kpis.kpi_id,
        followed.period_type,
        'all' as dimension_name,
        'all' as dimension_value,
        cast(kpis.numerator as decimal(18, 4)) as numerator,
        cast(kpis.denominator as decimal(18, 4)) as denominator,
        cast(null as decimal(18, 4)) as square_sum,
        cast(kpis.observation_count as bigint) as observation_count,
        followed.period_start_date
    from followed
    cross join lateral (
        values
        (
            'retention_rate',
            retained_customer_count,
            previous_customer_count,
            previous_customer_count
        ),
        (
            'churn_rate',
            lost_customer_count,
            previous_customer_count,
            previous_customer_count
        )
    ) as kpis (kpi_id, numerator, denominator, observation_count)
)

select * from final
