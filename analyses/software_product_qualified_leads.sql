-- Question: are trials that reach all milestones in 48 hours the leads that sales
-- should call first?
--
-- Answer on the demo (as of 2026-09-30): 71 % of them are won, against 23 % of the
-- others, and the signature comes 8 days sooner.
--
-- Action: sales calls them within a day; the product leads the rest to what they miss.
--
-- Measured by: trial_conversion_rate and sales_cycle.
--
-- Trials of the last 90 days are left out: many are not decided yet.
with activations as (
    select * from {{ ref('fct_activations') }}
    where subject = 'account'
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

as_of as (
    select max(date_day) as as_of_date
    from {{ ref('dim_dates') }}
    where is_complete
),

trials as (
    select
        activations.subject_id as account_id,
        min(activations.started_date) as started_date,
        min(case when activations.is_within_window then 1 else 0 end) = 1 as is_fast
    from activations
    cross join as_of
    where
        {{ dbt.datediff('activations.started_date', 'as_of.as_of_date', 'day') }} >= 90
    group by 1
),

won as (
    select
        account_id,
        min(closed_at) as won_at
    from opportunities
    where is_won
    group by 1
),

followed as (
    select
        trials.is_fast,
        won.won_at is not null as is_won,
        {{ dbt.datediff('trials.started_date', 'won.won_at', 'day') }} as days_to_win
    from trials
    left join won on trials.account_id = won.account_id
),

sides as (
    select
        is_fast,
        count(*) as trial_count,
        avg(case when is_won then 1.0 else 0.0 end) as win_share,
        count(days_to_win) as win_count,
        avg(days_to_win) as days_to_win,
        var_samp(days_to_win) as variance
    from followed
    group by 1
),

bounded as (
    select
        *,
        {{ wilson_low('win_share', 'trial_count') }} as share_low,
        {{ wilson_high('win_share', 'trial_count') }} as share_high
    from sides
),

joined as (
    select
        fast.trial_count + slow.trial_count as trial_count,
        fast.win_count + slow.win_count as win_count,
        fast.win_share - slow.win_share as win_difference,
        {{ newcombe_low(
            'fast.win_share', 'fast.share_low', 'slow.win_share', 'slow.share_high'
        ) }} as win_low,
        {{ newcombe_high(
            'fast.win_share', 'fast.share_high', 'slow.win_share', 'slow.share_low'
        ) }} as win_high,
        fast.days_to_win - slow.days_to_win as days_difference,
        1.959964 * sqrt(
            fast.variance / nullif(fast.win_count, 0)
            + slow.variance / nullif(slow.win_count, 0)
        ) as days_half_width
    from bounded as fast
    inner join bounded as slow on fast.is_fast and not slow.is_fast
),

final as (
    select
        'win_rate' as finding,
        'Trials won, all milestones within 48 hours against the others' as statement,
        'share' as unit,
        win_difference as estimate,
        win_low as interval_low,
        win_high as interval_high,
        trial_count as observation_count
    from joined
    union all
    select
        'days_to_win' as finding,
        'Days from the trial to the signature, against the others' as statement,
        'days' as unit,
        days_difference as estimate,
        days_difference - days_half_width as interval_low,
        days_difference + days_half_width as interval_high,
        win_count as observation_count
    from joined
)

select * from final
order by 1 asc nulls last
