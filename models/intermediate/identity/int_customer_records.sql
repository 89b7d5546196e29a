-- Grain: one row per record in which a system describes a person. Holds contact data:
-- it stays in the vault.
{{ config(schema='vault') }}

with described as (
    select
        'loyalty_member_id' as identifier_type, loyalty_member_id as identifier_value,
        first_name, last_name, email, phone, gender, street, postal_code, city,
        cast(null as varchar) as country,
        birth_date, cast(joined_date as timestamp) as recorded_at
    from {{ ref('stg_pos__loyalty_members') }}
    where reject_reason is null
    union all
    select
        'shop_customer_id' as identifier_type, shop_customer_id as identifier_value,
        first_name, last_name, email, phone, gender, street, postal_code, city, country,
        birth_date, coalesce(updated_at, created_at) as recorded_at
    from {{ ref('stg_shop__customers') }}
    where reject_reason is null
    union all
    select
        'client_id' as identifier_type, client_id as identifier_value,
        first_name, last_name, email, phone, gender, street, postal_code, city,
        cast(null as varchar) as country,
        birth_date, created_at as recorded_at
    from {{ ref('stg_bookings__clients') }}
    where reject_reason is null
    union all
    select
        'contact_id' as identifier_type, contact_id as identifier_value,
        first_name, last_name, email, phone, cast(null as varchar) as gender,
        street, postal_code, city,
        cast(null as varchar) as country,
        birth_date, created_at as recorded_at
    from {{ ref('stg_crm__contacts') }}
    where reject_reason is null
),

cities as (
    select * from {{ ref('int_city_countries') }}
),

calling_codes as (
    select * from {{ ref('calling_codes') }}
),

known as (
    select * from {{ ref('int_identifiers_known') }}
    where blocked_reason is null
),

final as (
    select
        known.identifier_number,
        described.identifier_type,
        described.identifier_value,
        lower(trim(described.first_name)) as first_name,
        lower(trim(described.last_name)) as last_name,
        {{ normal_email('described.email') }} as email,
        {{ normal_phone('described.phone', 'calling_codes.calling_code') }} as phone,
        described.gender,
        lower(trim(described.street)) as street,
        described.postal_code,
        described.city,
        coalesce(described.country, cities.country, home.country) as country,
        described.birth_date,
        described.recorded_at
    from described
    inner join known
        on described.identifier_type = known.identifier_type
            and described.identifier_value = known.identifier_value
    left join cities on described.city = cities.city
    left join cities as home on home.city = ''
    left join calling_codes
        on coalesce(described.country, cities.country, home.country)
            = calling_codes.country
)

select * from final
