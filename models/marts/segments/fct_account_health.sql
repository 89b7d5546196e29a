-- Grain: account x snapshot date, from the first subscription on. Accounts and amounts
-- add up within a snapshot.
with judged as (
    select * from {{ ref('int_account_health') }}
),

final as (
    select
        account_id,
        industry,
        product_tier,
        size_tier,
        subscription_status,
        health,
        previous_health,
        monthly_amount,
        cast(usage_days_30d as integer) as usage_days_30d,
        cast(usage_days_before as integer) as usage_days_before,
        cast(days_since_last_use as integer) as days_since_last_use,
        is_as_of_date,
        snapshot_date
    from judged
)

select * from final
