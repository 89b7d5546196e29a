-- Grain: kpi x day x dimension value, for KPIs of changes of subscriptions.
with changes as (
    select * from {{ ref('fct_subscriptions') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

-- A trial that is paid from the next change on was won; one that ends is decided, too.
tiered as (
    select
        changes.*,
        accounts.product_tier as account_tier
    from changes
    left join accounts on changes.account_id = accounts.account_id
),

counted as (
    select
        change_date as measure_date,
        account_tier,
        sum(case when movement = 'new' then change_amount else 0 end) as new_amount,
        sum(case when movement = 'expansion' then change_amount else 0 end)
            as expansion_amount,
        sum(case when movement = 'contraction' then -change_amount else 0 end)
            as contraction_amount,
        sum(case when movement = 'churn' then -change_amount else 0 end)
            as churned_amount,
        sum(case when movement = 'reactivation' then change_amount else 0 end)
            as reactivated_amount,
        sum(case when previous_status = 'trial' then 1 else 0 end) as trial_count,
        sum(
            case
                when previous_status = 'trial' and status = 'active' then 1
                else 0
            end
        ) as paid_trial_count,
        count(*) as change_count
    from tiered
    group by 1, 2
),

final as (
    {{ kpi_parts('counted', {'account_tier': 'account_tier'}, [
        ('new_recurring_revenue', 'new_amount', none, 'change_count'),
        ('expansion_recurring_revenue', 'expansion_amount', none, 'change_count'),
        ('contraction_recurring_revenue', 'contraction_amount', none, 'change_count'),
        ('churned_recurring_revenue', 'churned_amount', none, 'change_count'),
        ('reactivated_recurring_revenue', 'reactivated_amount', none, 'change_count'),
        ('trial_conversion_rate', 'paid_trial_count', 'trial_count', 'trial_count')
    ]) }}
)

select * from final
