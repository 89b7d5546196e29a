{{ config(schema='vault') }}

with judged as (
    {{ judged_records('bookings', 'clients') }}
),

final as (
    select
        client_id,
        email,
        phone,
        first_name,
        last_name,
        gender,
        street,
        postal_code,
        city,
        reject_reason,
        birth_date,
        created_at
    from judged
)

select * from final
