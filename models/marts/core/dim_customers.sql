-- Grain: one row per customer, and one for the unknown customer, who owns every
-- anonymous order.
with identified as (
    select * from {{ ref('int_customers_listed') }}
),

members as (
    select * from {{ ref('stg_pos__loyalty_members') }}
    where reject_reason is null
),

orders as (
    select * from {{ ref('fct_orders') }}
),

consented as (
    {{ consented('profiles') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

order_totals as (
    select
        customer_id,
        count(*) as order_count,
        sum(net_amount) as net_sales_amount,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date
    from orders
    group by 1
),

customers as (
    select
        identified.customer_id,
        members.age_band,
        members.income_band,
        members.home_ownership,
        members.marital_status,
        members.household_size,
        members.household_composition,
        members.children_count,
        true as is_known,
        consented.holder_id is not null as has_analytics_consent,
        members.joined_date
    from identified
    cross join as_of
    left join consented
        on identified.customer_id = consented.holder_id
            and as_of.as_of_date >= consented.valid_from_date
            and as_of.as_of_date < consented.valid_to_date
    left join members
        on identified.loyalty_member_id = members.loyalty_member_id
            and consented.holder_id is not null
    union all
    select
        'unknown' as customer_id,
        null as age_band,
        null as income_band,
        null as home_ownership,
        null as marital_status,
        null as household_size,
        null as household_composition,
        null as children_count,
        false as is_known,
        false as has_analytics_consent,
        null as joined_date
),

final as (
    select
        customers.customer_id,
        customers.age_band,
        customers.income_band,
        customers.home_ownership,
        customers.marital_status,
        customers.household_size,
        customers.household_composition,
        customers.children_count,
        cast(coalesce(order_totals.order_count, 0) as integer) as order_count,
        cast(coalesce(order_totals.net_sales_amount, 0) as decimal(18, 2))
            as net_sales_amount,
        customers.is_known,
        customers.has_analytics_consent,
        customers.age_band is not null as has_demographics,
        cast(customers.joined_date as date) as joined_date,
        order_totals.first_order_date,
        order_totals.last_order_date
    from customers
    left join order_totals on customers.customer_id = order_totals.customer_id
)

select * from final
