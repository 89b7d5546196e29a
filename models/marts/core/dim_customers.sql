-- Grain: one row per customer, and one for the unknown customer, who owns every
-- anonymous order. What is on file stands where consent holds on the as-of date.
with profiles as (
    select * from {{ ref('int_customer_profiles') }}
),

identified as (
    select * from {{ ref('int_customers_identified') }}
),

consented as (
    {{ consented('profiles') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

listed as (
    select
        customer_id,
        true as is_known
    from profiles
    union all
    select
        'unknown' as customer_id,
        false as is_known
),

identifiers as (
    select
        customer_id,
        max(identifier_type = 'loyalty_member_id') as is_loyalty_member,
        max(identifier_type = 'shop_customer_id') as is_shop_customer,
        max(identifier_type = 'client_id') as is_practice_client,
        max(identifier_type = 'contact_id') as is_sales_contact,
        max(identifier_type = 'user_id') as is_software_user,
        max(identifier_type in ('device_id', 'anonymous_id')) as is_online_visitor
    from identified
    group by 1
),

order_totals as (
    select
        customer_id,
        count(*) as order_count,
        sum(net_amount) as net_sales_amount,
        max(channel in ('store', 'app')) as has_store_orders,
        max(channel not in ('store', 'app', 'subscription')) as has_web_orders,
        max(channel = 'subscription') as has_subscription,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date
    from {{ ref('fct_orders') }}
    group by 1
),

treated as (
    select customer_id
    from {{ ref('fct_appointments') }}
    where status = 'completed'
    group by 1
),

final as (
    select
        listed.customer_id,
        profiles.account_id,
        profiles.household_id,
        profiles.usual_store_id,
        profiles.age_band,
        profiles.gender,
        profiles.occupation,
        profiles.income_band,
        profiles.home_ownership,
        profiles.marital_status,
        profiles.household_size,
        profiles.household_composition,
        profiles.children_count,
        profiles.city,
        profiles.city_evidence,
        profiles.contact_role,
        profiles.usage_role,
        cast(profiles.account_count as integer) as account_count,
        cast(profiles.household_member_count as integer) as household_member_count,
        cast(coalesce(order_totals.order_count, 0) as integer) as order_count,
        cast(coalesce(order_totals.net_sales_amount, 0) as decimal(18, 2))
            as net_sales_amount,
        listed.is_known,
        consented.holder_id is not null as has_analytics_consent,
        profiles.age_band is not null as has_demographics,
        identifiers.is_loyalty_member,
        identifiers.is_shop_customer,
        identifiers.is_practice_client,
        identifiers.is_sales_contact,
        identifiers.is_software_user,
        identifiers.is_online_visitor,
        coalesce(order_totals.has_store_orders, false) as has_store_orders,
        coalesce(order_totals.has_web_orders, false) as has_web_orders,
        coalesce(order_totals.has_subscription, false) as has_subscription,
        treated.customer_id is not null as has_treatments,
        cast(profiles.joined_date as date) as joined_date,
        order_totals.first_order_date,
        order_totals.last_order_date
    from listed
    cross join as_of
    left join consented
        on listed.customer_id = consented.holder_id
            and as_of.as_of_date >= consented.valid_from_date
            and as_of.as_of_date < consented.valid_to_date
    left join profiles on consented.holder_id = profiles.customer_id
    left join identifiers on consented.holder_id = identifiers.customer_id
    left join order_totals on listed.customer_id = order_totals.customer_id
    left join treated on listed.customer_id = treated.customer_id
)

select * from final
