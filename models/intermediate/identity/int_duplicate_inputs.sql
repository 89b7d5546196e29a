-- Grain: one row per record of a person that could be a duplicate. An address or number
-- that several people share says nothing about who they are. It stays in the vault.
{{ config(schema='vault') }}

with records as (
    select * from {{ ref('int_customer_records') }}
),

shared as (
    select * from {{ ref('int_identifiers_judged') }}
    where blocked_reason is not null
),

hashed_records as (
    select
        records.*,
        {{ hashed_email('records.email') }} as email_hash,
        {{ hashed('records.phone') }} as phone_hash
    from records
),

final as (
    select
        hashed_records.identifier_number,
        hashed_records.first_name,
        hashed_records.last_name,
        case when shared_emails.identifier_value is null then hashed_records.email end
            as email,
        case when shared_phones.identifier_value is null then hashed_records.phone end
            as phone,
        hashed_records.street,
        hashed_records.postal_code,
        hashed_records.city,
        cast(hashed_records.birth_date as varchar) as birth_date
    from hashed_records
    left join shared as shared_emails
        on hashed_records.email_hash = shared_emails.identifier_value
            and shared_emails.identifier_type = 'email'
    left join shared as shared_phones
        on hashed_records.phone_hash = shared_phones.identifier_value
            and shared_phones.identifier_type = 'phone'
)

select * from final
