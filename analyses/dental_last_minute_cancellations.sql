-- Question: which steps kept people from cancelling in the last 24 hours, or not
-- coming?
--
-- Answer on the demo (as of 2026-09-30): one-click confirmation took 6 points off
-- no-shows; the rebooking link 6 and the SMS with answers 8 off late cancellations.
--
-- Action: the practice keeps all three and calls first visits the day before.
--
-- Measured by: last_minute_cancellation_rate and no_show_rate, month by month.
--
-- Each step is compared with the time since the step before; the line of the other
-- outcome shows what moved with it.
with appointments as (
    select * from {{ ref('fct_appointment_journeys') }}
    where outcome != 'open'
),

steps as (
    select
        action_text,
        done_date,
        lag(done_date) over (order by done_date, action_id) as previous_date,
        lead(done_date) over (order by done_date, action_id) as next_date
    from {{ ref('fct_insight_actions') }}
    where owner_role = 'practice lead' and done_date is not null
),

placed as (
    select
        steps.action_text,
        outcomes.outcome,
        appointments.appointment_date >= steps.done_date as is_after,
        appointments.outcome = outcomes.outcome as has_outcome
    from appointments
    inner join steps
        on appointments.appointment_date
            >= coalesce(steps.previous_date, cast('0001-01-01' as date))
            and appointments.appointment_date
            < coalesce(steps.next_date, cast('9999-12-31' as date))
    cross join lateral (
        values ('cancelled at the last minute'), ('not shown up')
    ) as outcomes (outcome)
),

shared as (
    select
        action_text,
        outcome,
        is_after,
        count(*) as appointment_count,
        avg(case when has_outcome then 1.0 else 0.0 end) as outcome_share
    from placed
    group by 1, 2, 3
),

bounded as (
    select
        *,
        {{ wilson_low('outcome_share', 'appointment_count') }} as share_low,
        {{ wilson_high('outcome_share', 'appointment_count') }} as share_high
    from shared
),

final as (
    select
        later.action_text || ': ' || later.outcome as finding,
        'Share of appointments ' || later.outcome || ', after "' || later.action_text
        || '" against before' as statement,
        'share' as unit,
        later.outcome_share - earlier.outcome_share as estimate,
        {{ newcombe_low(
            'later.outcome_share', 'later.share_low', 'earlier.outcome_share',
            'earlier.share_high'
        ) }} as interval_low,
        {{ newcombe_high(
            'later.outcome_share', 'later.share_high', 'earlier.outcome_share',
            'earlier.share_low'
        ) }} as interval_high,
        later.appointment_count + earlier.appointment_count as observation_count
    from bounded as later
    inner join bounded as earlier
        on later.action_text = earlier.action_text
            and later.outcome = earlier.outcome
            and later.is_after
            and not earlier.is_after
)

select * from final
order by 1 asc nulls last
