-- Grain: customer x attribute that is known of the customer, such as age band or
-- household.
with customers as (
    select * from {{ ref('dim_customers') }}
    where is_known
),

final as (
    select
        customers.customer_id,
        named.attribute,
        named.item
    from customers
    cross join
        lateral (
            values
            ('age_band', age_band),
            ('gender', gender),
            ('occupation', occupation),
            ('household_composition', household_composition),
            ('household_size', household_size),
            ('marital_status', marital_status),
            ('income_band', income_band)
        ) as named (attribute, item)
    where named.item is not null
)

select * from final
