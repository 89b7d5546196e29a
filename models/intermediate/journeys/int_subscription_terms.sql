-- Grain: one row per paid subscription: when its first term ends, and whether it went
-- on then. The term is the plan's of the day on which the subscription began.
with changes as (
    select * from {{ ref('fct_subscriptions') }}
),

plans as (
    select * from {{ ref('stg_product__plans') }}
    where reject_reason is null
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

begun as (
    select
        subscription_id,
        account_id,
        plan_id,
        change_date as begun_date
    from changes
    where movement = 'new'
),

churned as (
    select
        subscription_id,
        min(change_date) as churned_date
    from changes
    where movement = 'churn'
    group by 1
),

termed as (
    select
        begun.subscription_id,
        begun.account_id,
        begun.begun_date,
        churned.churned_date,
        cast(
            {{ dbt.dateadd('month', 'plans.term_months', 'begun.begun_date') }} as date
        ) as term_end_date
    from begun
    inner join plans
        on begun.plan_id = plans.plan_id
            and begun.begun_date >= plans.valid_from_date
            and begun.begun_date
            <= coalesce(plans.valid_to_date, cast('9999-12-31' as date))
    left join churned on begun.subscription_id = churned.subscription_id
),

final as (
    select
        termed.subscription_id,
        termed.account_id,
        termed.term_end_date <= as_of.as_of_date as is_due,
        termed.term_end_date <= as_of.as_of_date
        and coalesce(termed.churned_date > termed.term_end_date, true) as is_renewed,
        termed.term_end_date
    from termed
    cross join as_of
)

select * from final
