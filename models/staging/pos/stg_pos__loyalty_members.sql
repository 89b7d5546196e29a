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
        reject_reason,
        joined_date
    from judged
)

select * from final
