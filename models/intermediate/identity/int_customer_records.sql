-- Grain: one row per record in which a system describes a person, in normal forms.
-- Holds contact data: it stays in the vault.
{{ config(schema='vault') }}

with described as (
    select * from {{ ref('int_customer_records_stated') }}
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
