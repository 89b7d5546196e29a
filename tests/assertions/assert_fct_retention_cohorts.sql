-- Cohorts divide the customers: their first months hold every customer who placed an
-- order, and all their sales. A subscription's months are due, not placed.
with cohorts as (
    select
        sum(case when month_number = 0 then cohort_customer_count else 0 end)
            as customer_count,
        sum(net_sales_amount) as net_sales_amount,
        max(case when month_number = 0 and retention_share != 1 then 1 else 0 end)
            as has_wrong_start
    from {{ ref('fct_retention_cohorts') }}
),

customers as (
    select
        count(distinct customer_id) as customer_count,
        sum(net_amount) as net_sales_amount
    from {{ ref('fct_orders') }}
    where customer_id != 'unknown' and channel != 'subscription'
)

select
    cohorts.customer_count,
    customers.customer_count as known_customer_count
from cohorts
cross join customers
where
    cohorts.customer_count != customers.customer_count
    or cohorts.net_sales_amount != customers.net_sales_amount
    or cohorts.has_wrong_start = 1
