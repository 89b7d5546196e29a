-- Grain: account x person x snapshot date. The amount is the account's, so it adds up
-- over accounts, not over people.
with people as (
    select * from {{ ref('int_account_people') }}
),

final as (
    select
        account_id,
        customer_id,
        contact_role,
        usage_role,
        account_role,
        industry,
        product_tier,
        size_tier,
        subscription_status,
        health,
        account_segment,
        reason,
        monthly_amount,
        is_as_of_date,
        snapshot_date,
        member_since_date
    from people
)

select * from final
