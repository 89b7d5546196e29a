-- Grain: one row per customer whom a record describes; each attribute is the word of
-- the record that survivorship names. Holds contact data: it stays in the vault.
{{ config(schema='vault') }}

with records as (
    select * from {{ ref('int_customer_records_stated') }}
),

identified as (
    select * from {{ ref('int_customers_identified') }}
),

rules as (
    select * from {{ ref('survivorship') }}
),

owned as (
    select
        identified.customer_id,
        records.*
    from records
    inner join identified
        on records.identifier_type = identified.identifier_type
            and records.identifier_value = identified.identifier_value
),

listed as (
    {{ attributes_listed('owned', [
        'first_name', 'last_name', 'email', 'phone', 'gender', 'street',
        'postal_code', 'city', 'country', 'birth_date',
    ]) }}
),

ranked as (
    select
        listed.customer_id,
        listed.attribute,
        listed.attribute_value,
        row_number() over (
            partition by listed.customer_id, listed.attribute
            order by
                case when rules.rule = 'source' then rules.source_priority end
                asc nulls last,
                listed.recorded_at desc nulls last,
                rules.source_priority asc nulls last,
                listed.identifier_value asc nulls last
        ) as value_rank
    from listed
    inner join rules
        on listed.attribute = rules.attribute
            and listed.identifier_type = rules.identifier_type
),

final as (
    select
        customer_id,
        max(case when attribute = 'first_name' then attribute_value end) as first_name,
        max(case when attribute = 'last_name' then attribute_value end) as last_name,
        max(
            case when attribute = 'email' then {{ normal_email('attribute_value') }} end
        ) as email,
        max(case when attribute = 'phone' then attribute_value end) as phone,
        max(case when attribute = 'gender' then attribute_value end) as gender,
        max(case when attribute = 'street' then attribute_value end) as street,
        max(case when attribute = 'postal_code' then attribute_value end)
            as postal_code,
        max(case when attribute = 'city' then attribute_value end) as city,
        max(case when attribute = 'country' then attribute_value end) as country,
        cast(
            max(case when attribute = 'birth_date' then attribute_value end) as date
        ) as birth_date
    from ranked
    where value_rank = 1
    group by 1
)

select * from final
