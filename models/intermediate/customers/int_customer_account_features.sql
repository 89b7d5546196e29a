-- Grain: customer x snapshot date on which the customer belonged to an account. Of
-- several accounts the one that pays most speaks, else the one joined first.
with members as (
    select * from {{ ref('int_account_members') }}
),

changes as (
    select * from {{ ref('fct_subscriptions') }}
),

snapshots as (
    select * from {{ ref('int_snapshot_dates') }}
),

consented as (
    select * from {{ ref('int_snapshots_consented') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

-- Of several subscriptions of an account the dearest names the plan.
states as (
    select
        changes.account_id,
        snapshots.snapshot_date,
        changes.plan_id,
        changes.status,
        cast(
            sum(changes.monthly_amount) over (
                partition by changes.account_id, snapshots.snapshot_date
            ) as decimal(18, 2)
        ) as monthly_amount,
        row_number() over (
            partition by changes.account_id, snapshots.snapshot_date
            order by
                changes.monthly_amount desc nulls last,
                changes.change_date desc nulls last,
                changes.subscription_id asc nulls last
        ) as subscription_rank
    from changes
    inner join snapshots
        on changes.change_date <= snapshots.snapshot_date
            and coalesce(changes.next_change_date, date '9999-12-31')
            > snapshots.snapshot_date
),

joined as (
    select
        members.customer_id,
        members.account_id,
        members.member_since,
        {{ local_date('members.member_since', 'company') }} as joined_date
    from members
),

belonging as (
    select
        joined.customer_id,
        consented.snapshot_date,
        joined.account_id,
        states.plan_id,
        states.status as subscription_status,
        coalesce(states.monthly_amount, 0) as account_monthly_amount,
        count(*) over (
            partition by joined.customer_id, consented.snapshot_date
        ) as account_count,
        row_number() over (
            partition by joined.customer_id, consented.snapshot_date
            order by
                coalesce(states.monthly_amount, 0) desc nulls last,
                joined.member_since asc nulls last,
                joined.account_id asc nulls last
        ) as account_rank
    from joined
    inner join consented
        on joined.customer_id = consented.customer_id
            and joined.joined_date <= consented.snapshot_date
    left join states
        on joined.account_id = states.account_id
            and consented.snapshot_date = states.snapshot_date
            and states.subscription_rank = 1
),

final as (
    select
        customer_id,
        snapshot_date,
        account_id,
        plan_id,
        subscription_status,
        account_count,
        account_monthly_amount
    from belonging
    where account_rank = 1
)

select * from final
