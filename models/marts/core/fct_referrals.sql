-- Grain: one row per accepted referral. Who came and who sent them are told apart only
-- where each agreed to it.
with referrals as (
    select * from {{ ref('stg_crm__referrals') }}
    where reject_reason is null
),

identified as (
    select * from {{ ref('int_customers_identified') }}
),

accounts as (
    select * from {{ ref('stg_shop__customers') }}
    where reject_reason is null and referral_code is not null
),

consented as (
    {{ consented('referrals') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

-- A code that two accounts claim names nobody.
code_owners as (
    select
        accounts.referral_code,
        min(identified.customer_id) as customer_id
    from accounts
    inner join identified
        on accounts.shop_customer_id = identified.identifier_value
            and identified.identifier_type = 'shop_customer_id'
    group by 1
    having count(distinct identified.customer_id) = 1
),

final as (
    select
        referrals.referral_id,
        coalesce(consented.holder_id, 'unknown') as customer_id,
        coalesce(referrers.holder_id, 'unknown') as referrer_id,
        cast(referrals.reward_amount as decimal(18, 2)) as reward_amount,
        {{ local_date('referrals.referred_at', 'company') }} as referral_date,
        cast(referrals.referred_at as timestamp) as referred_at
    from referrals
    left join identified
        on {{ hashed_email('referrals.referred_email') }} = identified.identifier_value
            and identified.identifier_type = 'email'
    left join consented
        on identified.customer_id = consented.holder_id
            and referrals.referred_at >= consented.valid_from
            and referrals.referred_at < consented.valid_to
    left join code_owners on referrals.referral_code = code_owners.referral_code
    left join consented as referrers
        on code_owners.customer_id = referrers.holder_id
            and referrals.referred_at >= referrers.valid_from
            and referrals.referred_at < referrers.valid_to
)

select * from final
