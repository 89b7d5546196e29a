-- Grain: account x snapshot date, from the first subscription on. Use is compared with
-- the account's own 60 days before.
with snapshots as (
    select * from {{ ref('int_snapshot_dates') }}
),

subscriptions as (
    select * from {{ ref('fct_subscriptions') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

usage as (
    select * from {{ ref('int_account_usage') }}
),

subscribed as (
    select
        subscriptions.account_id,
        snapshots.snapshot_date,
        snapshots.is_as_of_date,
        case
            when count(case when subscriptions.status = 'active' then 1 end) > 0
                then 'active'
            when count(case when subscriptions.status = 'trial' then 1 end) > 0
                then 'trial'
            else 'ended'
        end as subscription_status,
        sum(subscriptions.monthly_amount) as monthly_amount
    from subscriptions
    inner join snapshots
        on subscriptions.change_date <= snapshots.snapshot_date
            and coalesce(subscriptions.next_change_date, date '9999-12-31')
            > snapshots.snapshot_date
    group by 1, 2, 3
),

measured as (
    select
        subscribed.*,
        accounts.industry,
        accounts.product_tier,
        case
            when accounts.employee_count < 10 then 'micro'
            when accounts.employee_count < 50 then 'small'
            when accounts.employee_count < 250 then 'medium'
            when accounts.employee_count >= 250 then 'large'
        end as size_tier,
        usage.days_since_last_use,
        coalesce(usage.usage_days_30d, 0) as usage_days_30d,
        coalesce(usage.usage_days_before, 0) as usage_days_before
    from subscribed
    left join accounts on subscribed.account_id = accounts.account_id
    left join usage
        on subscribed.account_id = usage.account_id
            and subscribed.snapshot_date = usage.snapshot_date
),

-- Half of the 60 days before are what 30 days let expect; fewer than six say nothing.
judged as (
    select
        measured.*,
        case
            when measured.subscription_status = 'ended' then 'ended'
            when measured.usage_days_30d = 0 then 'silent'
            when measured.usage_days_before < 6 then 'new'
            when measured.usage_days_30d < 0.25 * measured.usage_days_before
                then 'fading'
            when measured.usage_days_30d > 0.625 * measured.usage_days_before
                then 'growing'
            else 'steady'
        end as health
    from measured
),

final as (
    select
        account_id,
        industry,
        product_tier,
        size_tier,
        subscription_status,
        health,
        lag(health) over (
            partition by account_id order by snapshot_date asc nulls last
        ) as previous_health,
        cast(monthly_amount as decimal(18, 2)) as monthly_amount,
        usage_days_30d,
        usage_days_before,
        days_since_last_use,
        is_as_of_date,
        snapshot_date
    from judged
)

select * from final
