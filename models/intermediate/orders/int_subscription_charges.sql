-- Grain: subscription x day on which a month of it is due: the day of the month that it
-- began to be paid on, or the last day of a shorter month. Terms of a year are charged
-- by the month too: what a month costs is known, when the invoice goes out is not.
with changes as (
    select * from {{ ref('fct_subscriptions') }}
),

plans as (
    select * from {{ ref('stg_product__plans') }}
    where reject_reason is null and list_price_amount is not null
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

paid as (
    select
        subscription_id,
        account_id,
        plan_id,
        seat_count,
        monthly_amount,
        max(case when movement in ('new', 'reactivation') then change_date end) over (
            partition by subscription_id
            order by change_date asc nulls last
            rows between unbounded preceding and current row
        ) as paid_since_date,
        change_date,
        coalesce(next_change_date, date '9999-12-31') as next_change_date
    from changes
),

bounds as (
    select
        coalesce(min(changes.change_date), max(as_of.as_of_date)) as first_date,
        max(as_of.as_of_date) as last_date
    from as_of
    left join changes on changes.monthly_amount > 0
),

days as (
    select
        {{ date_series(dbt.date_trunc('month', 'first_date'), 'last_date') }}
            as date_day
    from bounds
),

months as (
    select
        date_day as month_start_date,
        extract(day from {{ dbt.last_day('date_day', 'month') }}) as day_count
    from days
    where extract(day from date_day) = 1
),

due as (
    select
        paid.*,
        cast({{ dbt.dateadd(
            'day',
            'least(extract(day from paid.paid_since_date), months.day_count) - 1',
            'months.month_start_date'
        ) }} as date) as charge_date
    from paid
    inner join months
        on paid.next_change_date > months.month_start_date
            and {{ dbt.date_trunc('month', 'paid.change_date') }}
            <= months.month_start_date
    where paid.monthly_amount > 0
),

-- One price a day, also where two periods overlap: the one that began last.
prices as (
    select
        plan_id,
        list_price_amount,
        valid_from_date,
        lead(valid_from_date) over (
            partition by plan_id order by valid_from_date asc nulls last
        ) as next_from_date,
        valid_to_date
    from plans
),

final as (
    select
        due.subscription_id,
        due.account_id,
        due.plan_id,
        due.seat_count,
        greatest(
            coalesce(due.seat_count * prices.list_price_amount, 0), due.monthly_amount
        ) as gross_amount,
        due.monthly_amount as net_amount,
        due.charge_date
    from due
    cross join as_of
    left join prices
        on due.plan_id = prices.plan_id
            and due.charge_date >= prices.valid_from_date
            and due.charge_date < coalesce(prices.next_from_date, date '9999-12-31')
            and due.charge_date <= coalesce(prices.valid_to_date, date '9999-12-31')
    where due.charge_date >= due.change_date
        and due.charge_date < due.next_change_date
        and due.charge_date <= as_of.as_of_date
)

select * from final
