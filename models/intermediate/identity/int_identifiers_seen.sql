-- Grain: one row per source table and combination of identifiers that its rows name
-- together, in their normal form. It stays in the vault: the hashes that leave it come
-- with the words they were made from.
{{ config(schema='vault') }}

with written as (
    select * from {{ ref('int_identifiers_stated') }}
    union all
    select * from {{ ref('int_identifiers_signalled') }}
),

cities as (
    select * from {{ ref('int_city_countries') }}
),

calling_codes as (
    select * from {{ ref('calling_codes') }}
),

-- The country of a phone number: of its row, else of the row's city, else where the
-- company has most of its stores.
placed as (
    select
        written.*,
        {{ normal_email('written.email') }} as normal_email,
        {{ normal_phone('written.phone', 'calling_codes.calling_code') }}
            as normal_phone
    from written
    left join cities on written.city = cities.city
    left join cities as home on home.city = ''
    left join calling_codes
        on coalesce(written.country, cities.country, home.country)
            = calling_codes.country
),

grouped as (
    select
        evidence,
        loyalty_member_id,
        shop_customer_id,
        client_id,
        contact_id,
        user_id,
        participant_id,
        normal_email as email,
        normal_phone as phone,
        {{ hashed_email('email', 'email_sha256') }} as email_hash,
        {{ hashed('normal_phone') }} as phone_hash,
        device_id,
        anonymous_id,
        advertising_id,
        third_party_id,
        sum(sighting_count) as sighting_count,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from placed
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
),

final as (
    select
        row_number() over (
            order by
                evidence asc nulls last,
                loyalty_member_id asc nulls last,
                shop_customer_id asc nulls last,
                client_id asc nulls last,
                contact_id asc nulls last,
                user_id asc nulls last,
                participant_id asc nulls last,
                email_hash asc nulls last,
                phone_hash asc nulls last,
                device_id asc nulls last,
                anonymous_id asc nulls last,
                advertising_id asc nulls last,
                third_party_id asc nulls last
        ) as sighting_id,
        evidence,
        loyalty_member_id,
        shop_customer_id,
        client_id,
        contact_id,
        user_id,
        participant_id,
        email,
        phone,
        email_hash,
        phone_hash,
        device_id,
        anonymous_id,
        advertising_id,
        third_party_id,
        cast(sighting_count as bigint) as sighting_count,
        first_seen_at,
        last_seen_at
    from grouped
)

select * from final
