-- Grain: subscription x change. change_amount adds up to the recurring revenue of a
-- month; monthly_amount does not add up over changes.
with subscriptions as (
    select * from {{ ref('stg_product__subscriptions') }}
    where reject_reason is null
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

periods as (
    select
        subscription_id,
        account_id,
        plan_id,
        status,
        end_reason,
        coalesce(seat_count, 0) as seat_count,
        case when status = 'active' then coalesce(monthly_amount, 0) else 0 end
            as monthly_amount,
        valid_from_date as change_date,
        {{ dbt.dateadd('day', 1, 'valid_to_date') }} as after_date,
        lead(valid_from_date) over (
            partition by subscription_id order by valid_from_date asc nulls last
        ) as next_from_date
    from subscriptions
),

-- A period that ends with nothing after it ends the subscription, said or not.
states as (
    select
        subscription_id,
        account_id,
        plan_id,
        status,
        end_reason,
        seat_count,
        monthly_amount,
        change_date
    from periods
    union all
    select
        periods.subscription_id,
        periods.account_id,
        periods.plan_id,
        'ended' as status,
        periods.end_reason,
        0 as seat_count,
        0 as monthly_amount,
        cast(periods.after_date as date) as change_date
    from periods
    cross join as_of
    where periods.status != 'ended'
        and periods.after_date <= as_of.as_of_date
        and (
            periods.next_from_date is null
            or periods.next_from_date > periods.after_date
        )
),

compared as (
    select
        *,
        lag(status) over (
            partition by subscription_id order by change_date asc nulls last
        ) as previous_status,
        coalesce(
            lag(monthly_amount) over (
                partition by subscription_id order by change_date asc nulls last
            ),
            0
        ) as previous_monthly_amount,
        coalesce(
            max(monthly_amount) over (
                partition by subscription_id
                order by change_date asc nulls last
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) > 0 as was_paid_before,
        lead(change_date) over (
            partition by subscription_id order by change_date asc nulls last
        ) as next_change_date
    from states
),

final as (
    select
        subscription_id,
        account_id,
        plan_id,
        status,
        previous_status,
        case
            when monthly_amount > 0 and not was_paid_before then 'new'
            when monthly_amount > 0 and previous_monthly_amount = 0 then 'reactivation'
            when monthly_amount > previous_monthly_amount then 'expansion'
            when monthly_amount = 0 and previous_monthly_amount > 0 then 'churn'
            when monthly_amount < previous_monthly_amount then 'contraction'
            when status = 'trial' then 'trial'
            else 'unchanged'
        end as movement,
        end_reason,
        cast(seat_count as integer) as seat_count,
        cast(monthly_amount as decimal(18, 2)) as monthly_amount,
        cast(previous_monthly_amount as decimal(18, 2)) as previous_monthly_amount,
        cast(monthly_amount - previous_monthly_amount as decimal(18, 2))
            as change_amount,
        change_date,
        next_change_date
    from compared
)

select * from final
