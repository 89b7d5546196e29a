{{ config(schema='vault') }}

with judged as (
    {{ judged_records('crm', 'referrals') }}
),

final as (
    select
        referral_id,
        referral_code,
        referred_email,
        reject_reason,
        reward_amount,
        referred_at
    from judged
)

select * from final
