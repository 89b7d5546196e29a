-- Grain: kpi x day x dimension value, for KPIs of changes of subscriptions.
with changes as (
    select * from {{ ref('fct_subscriptions') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

-- A trial that is paid from the next change on was won; one that ends is decided, too.
judged as (
    select
        changes.*,
        accounts.product_tier as account_tier,
        lag(changes.status) over (
            partition by changes.subscription_id
            order by changes.change_date asc nulls last
        ) as previous_status
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
        sum(case when previous_status = 'trial' then 1 else 0 end) as trial_count,
        sum(
            case
                when previous_status = 'trial' and status = 'active' then 1
                else 0
            end
        ) as paid_trial_count,
        count(*) as change_count
    from judged
    group by 1, 2
),

cut as (
    {{ cut_by('counted', 'measure_date', {'account_tier': 'account_tier'}, [
        'new_amount',
        'expansion_amount',
        'contraction_amount',
        'churned_amount',
        'trial_count',
        'paid_trial_count',
        'change_count'
    ]) }}
),

final as (
    select
        kpis.kpi_id,
        cut.dimension_name,
        cut.dimension_value,
        cast(kpis.numerator as decimal(18, 4)) as numerator,
        cast(kpis.denominator as decimal(18, 4)) as denominator,
        cast(kpis.square_sum as decimal(18, 4)) as square_sum,
        cast(kpis.observation_count as bigint) as observation_count,
        cut.measure_date
    from cut
    cross join lateral (
        values
        ('new_recurring_revenue', new_amount, null, null, change_count),
        ('expansion_recurring_revenue', expansion_amount, null, null, change_count),
        ('contraction_recurring_revenue', contraction_amount, null, null, change_count),
        ('churned_recurring_revenue', churned_amount, null, null, change_count),
        ('trial_conversion_rate', paid_trial_count, trial_count, null, trial_count)
    ) as kpis (kpi_id, numerator, denominator, square_sum, observation_count)
)

select * from final
