-- Grain: cohort month x months since the first order. Customers and sales add up over
-- cohorts of one age. A cohort's month appears only when the whole month had passed by
-- the as-of date.
with days as (
    select * from {{ ref('int_customer_days') }}
),

periods as (
    select * from {{ ref('int_periods_listed') }}
    where period_type = 'month'
),

first_days as (
    select
        customer_id,
        cast({{ dbt.date_trunc('month', 'min(order_date)') }} as date) as cohort_month
    from days
    group by 1
),

cohort_sizes as (
    select
        cohort_month,
        count(*) as cohort_customer_count
    from first_days
    group by 1
),

activity as (
    select
        first_days.cohort_month,
        cast({{ dbt.date_trunc('month', 'days.order_date') }} as date)
            as activity_month,
        -- a customer has many days in a month
        count(distinct days.customer_id) as active_customer_count,
        sum(days.order_count) as order_count,
        sum(days.net_amount) as net_sales_amount
    from days
    inner join first_days on days.customer_id = first_days.customer_id
    group by 1, 2
),

final as (
    select
        cast(
            {{ dbt.datediff(
                'cohort_sizes.cohort_month', 'periods.period_start_date', 'month'
            ) }} as integer
        ) as month_number,
        cast(cohort_sizes.cohort_customer_count as integer) as cohort_customer_count,
        cast(coalesce(activity.active_customer_count, 0) as integer)
            as active_customer_count,
        cast(coalesce(activity.order_count, 0) as integer) as order_count,
        cast(coalesce(activity.net_sales_amount, 0) as decimal(18, 2))
            as net_sales_amount,
        cast(coalesce(activity.active_customer_count, 0) as double)
        / nullif(cohort_sizes.cohort_customer_count, 0) as retention_share,
        periods.is_complete as is_complete_period,
        cohort_sizes.cohort_month,
        periods.period_start_date as activity_month
    from cohort_sizes
    inner join periods on cohort_sizes.cohort_month <= periods.period_start_date
    left join activity
        on
            cohort_sizes.cohort_month = activity.cohort_month
            and periods.period_start_date = activity.activity_month
)

select * from final
