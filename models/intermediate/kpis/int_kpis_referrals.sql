-- Grain: kpi x period (the whole company), for the KPI of customers who bring others:
-- of those who ordered in a period, who brought somebody in it.
with orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown'
),

referrals as (
    select * from {{ ref('fct_referrals') }}
    where referrer_id != 'unknown'
),

periods as (
    select * from {{ ref('int_period_days') }}
    where period_type in ('month', 'quarter', 'year')
),

active as (
    select
        periods.period_type,
        periods.period_start_date,
        orders.customer_id
    from orders
    inner join periods on orders.order_date = periods.date_day
    group by 1, 2, 3
),

referring as (
    select
        periods.period_type,
        periods.period_start_date,
        referrals.referrer_id
    from referrals
    inner join periods on referrals.referral_date = periods.date_day
    group by 1, 2, 3
),

final as (
    select
        'referral_rate' as kpi_id,
        active.period_type,
        'all' as dimension_name,
        'all' as dimension_value,
        cast(count(referring.referrer_id) as decimal(18, 4)) as numerator,
        cast(count(*) as decimal(18, 4)) as denominator,
        cast(null as decimal(18, 4)) as square_sum,
        cast(count(*) as bigint) as observation_count,
        active.period_start_date
    from active
    left join referring
        on active.period_type = referring.period_type
            and active.period_start_date = referring.period_start_date
            and active.customer_id = referring.referrer_id
    group by 2, 9
)

select * from final
