-- What the months of subscriptions come to, by two routes: the lines of orders, and the
-- recurring revenue on each day of the calendar on which a month of one begins.
with changes as (
    select * from {{ ref('fct_subscriptions') }}
),

dates as (
    select * from {{ ref('dim_dates') }}
    where is_complete
),

begun as (
    select
        subscription_id,
        change_date as begin_date,
        coalesce(
            lead(change_date) over (
                partition by subscription_id order by change_date asc nulls last
            ),
            date '9999-12-31'
        ) as next_begin_date
    from changes
    where movement in ('new', 'reactivation')
),

due as (
    select
        begun.subscription_id,
        dates.date_day,
        dates.month_start_date
    from begun
    inner join dates
        on begun.begin_date <= dates.date_day and begun.next_begin_date > dates.date_day
    where
        dates.date_day
        = least(
            cast({{ dbt.dateadd(
                'day',
                'extract(day from begun.begin_date) - 1',
                'dates.month_start_date'
            ) }} as date),
            dates.month_end_date
        )
),

recurring as (
    select
        due.month_start_date,
        sum(changes.monthly_amount) as net_amount
    from due
    inner join changes
        on due.subscription_id = changes.subscription_id
            and due.date_day >= changes.change_date
            and due.date_day < coalesce(changes.next_change_date, date '9999-12-31')
    where changes.monthly_amount > 0
    group by 1
),

ordered as (
    select
        dates.month_start_date,
        sum(lines.net_amount) as net_amount
    from {{ ref('fct_order_lines') }} as lines
    inner join dates on lines.order_date = dates.date_day
    where lines.store_id = 'subscription'
    group by 1
)

select
    coalesce(recurring.month_start_date, ordered.month_start_date) as month_start_date,
    recurring.net_amount as recurring_net_amount,
    ordered.net_amount as ordered_net_amount
from recurring
full outer join ordered on recurring.month_start_date = ordered.month_start_date
where coalesce(recurring.net_amount, 0) != coalesce(ordered.net_amount, 0)
