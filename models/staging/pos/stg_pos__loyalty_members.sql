{{ config(schema='vault') }}

with judged as (
    {{ judged_records('pos', 'loyalty_members') }}
),

final as (
    select
        loyalty_member_id,
        age_band,
        income_band,
        home_ownership,
        marital_status,
        household_size,
        household_composition,
        children_count,
        email,
        phone,
        first_name,
        last_name,
        gender,
        occupation,
        street,
        postal_code,
        city,
        reject_reason,
        birth_date,
        joined_date
    from judged
)

select * from final
