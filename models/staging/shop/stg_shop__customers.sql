{{ config(schema='vault') }}

with judged as (
    {{ judged_records('shop', 'customers') }}
),

final as (
    select
        shop_customer_id,
        email,
        phone,
        first_name,
        last_name,
        gender,
        street,
        postal_code,
        city,
        country,
        loyalty_member_id,
        referral_code,
        reject_reason,
        birth_date,
        created_at,
        updated_at
    from judged
)

select * from final
