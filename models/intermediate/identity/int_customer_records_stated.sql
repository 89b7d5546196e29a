-- Grain: one row per record in which a system describes a person, as written. Holds
-- contact data: it stays in the vault.
{{ config(schema='vault') }}

with final as (
    select
        'loyalty_member_id' as identifier_type,
        loyalty_member_id as identifier_value,
        first_name,
        last_name,
        email,
        phone,
        gender,
        street,
        postal_code,
        city,
        cast(null as varchar) as country,
        birth_date,
        cast(joined_date as timestamp) as recorded_at
    from {{ ref('stg_pos__loyalty_members') }}
    where reject_reason is null
    union all
    select
        'shop_customer_id' as identifier_type,
        shop_customer_id as identifier_value,
        first_name,
        last_name,
        email,
        phone,
        gender,
        street,
        postal_code,
        city,
        country,
        birth_date,
        coalesce(updated_at, created_at) as recorded_at
    from {{ ref('stg_shop__customers') }}
    where reject_reason is null
    union all
    select
        'client_id' as identifier_type,
        client_id as identifier_value,
        first_name,
        last_name,
        email,
        phone,
        gender,
        street,
        postal_code,
        city,
        cast(null as varchar) as country,
        birth_date,
        created_at as recorded_at
    from {{ ref('stg_bookings__clients') }}
    where reject_reason is null
    union all
    select
        'contact_id' as identifier_type,
        contact_id as identifier_value,
        first_name,
        last_name,
        email,
        phone,
        cast(null as varchar) as gender,
        street,
        postal_code,
        city,
        cast(null as varchar) as country,
        birth_date,
        created_at as recorded_at
    from {{ ref('stg_crm__contacts') }}
    where reject_reason is null
)

select * from final
