-- Grain: one row per metric: trials that were set up in time against other trials, and
-- how many of each became a subscription.
{{ config(meta={'purposes': ['analytics']}) }}

with milestones as (
    select * from {{ ref('int_milestones_reached') }}
    where subject = 'account' and is_window_over
),

subscriptions as (
    select * from {{ ref('fct_subscriptions') }}
),

set_up as (
    select
        milestones.subject_id,
        min(case when milestones.is_within_window then 1 else 0 end) = 1 as is_set_up
    from milestones
    where milestones.milestone_id
        in ('trial_integration_connected', 'trial_teammate_invited')
    group by 1
),

won as (
    select account_id
    from subscriptions
    where status = 'active'
    group by 1
),

final as (
    select
        'trials_won_after_set_up' as metric_id,
        count(case when set_up.is_set_up then 1 end) as exposed_count,
        count(case when set_up.is_set_up then won.account_id end) as exposed_hits,
        count(case when not set_up.is_set_up then 1 end) as reference_count,
        count(case when not set_up.is_set_up then won.account_id end)
            as reference_hits
    from set_up
    left join won on set_up.subject_id = won.account_id
)

select * from final
