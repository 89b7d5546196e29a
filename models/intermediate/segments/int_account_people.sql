-- Grain: account x person x snapshot date on which the person belonged to it and agreed
-- to analytics, from the account's first subscription on: the person's part in it, the
-- account's tiers, and the segment that both together name.
with members as (
    select * from {{ ref('int_account_members') }}
),

consented as (
    select * from {{ ref('int_snapshots_consented') }}
),

health as (
    select * from {{ ref('int_account_health') }}
),

roles as (
    select * from {{ ref('account_roles') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

-- What sales know of a person's part goes before what the software does.
joined as (
    select
        members.account_id,
        members.customer_id,
        members.contact_role,
        members.usage_role,
        coalesce(contact_roles.account_role, usage_roles.account_role, 'not known')
            as account_role,
        {{ local_date('members.member_since', 'company') }} as member_since_date
    from members
    left join roles as contact_roles on members.contact_role = contact_roles.role
    left join roles as usage_roles on members.usage_role = usage_roles.role
),

placed as (
    select
        joined.*,
        health.industry,
        health.product_tier,
        health.size_tier,
        health.subscription_status,
        health.health,
        health.monthly_amount,
        health.usage_days_30d,
        health.usage_days_before,
        joined.account_role in ('decides', 'pays') as is_decider,
        health.is_as_of_date,
        health.snapshot_date
    from joined
    inner join consented
        on joined.customer_id = consented.customer_id
            and joined.member_since_date <= consented.snapshot_date
    inner join health
        on joined.account_id = health.account_id
            and consented.snapshot_date = health.snapshot_date
),

final as (
    select
        placed.*,
        case
            when placed.subscription_status = 'ended' and placed.is_decider
                then 'deciders of ended accounts'
            when placed.subscription_status = 'ended' then null
            when placed.subscription_status = 'trial' and placed.is_decider
                then 'deciders on trial'
            when placed.subscription_status = 'trial' then 'users on trial'
            when placed.health in ('fading', 'silent') and placed.is_decider
                then 'deciders of fading accounts'
            when placed.health in ('fading', 'silent') then 'users of fading accounts'
            when not placed.is_decider then 'users of sound accounts'
            when placed.health = 'growing' then 'deciders of growing accounts'
            else 'deciders of steady accounts'
        end as account_segment,
        concat_ws(
            ' ',
            coalesce(placed.contact_role, placed.usage_role, 'member'),
            case
                when placed.subscription_status = 'ended'
                    then 'of an account that has ended;'
                when placed.subscription_status = 'trial' then 'of an account on trial;'
                else 'of an account with a subscription;'
            end,
            {{ counted('placed.usage_days_30d', 'day') }},
            'with use in 30,',
            placed.usage_days_before,
            'in the 60 before'
        ) as reason
    from placed
)

select * from final
