-- Grain: journey x step x period of entry x dimension value. Counts add up over values
-- of one dimension and over periods of one type; shares and times do not. Shares are of
-- attempts whose window is over: who succeeds does so before who fails is known to.
with counted as (
    select * from {{ ref('int_funnel_counts') }}
),

steps as (
    select
        journey_id,
        step_order,
        min(step_name) as step_name
    from {{ ref('journey_steps') }}
    where step_order > 0
    group by 1, 2
),

periods as (
    select * from {{ ref('int_periods_listed') }}
),

entered as (
    select
        *,
        max(case when step_order = 1 then reached_count end) over (
            partition by
                journey_id, period_type, period_start_date, dimension_name,
                dimension_value
        ) as attempt_count
    from counted
),

-- Who reached a step is who might go on to the next; all who enter reach the first.
stepped as (
    select
        before.journey_id,
        steps.step_order,
        steps.step_name,
        before.period_type,
        before.period_start_date,
        before.dimension_name,
        before.dimension_value,
        before.attempt_count,
        before.reached_count as entered_count,
        before.over_count,
        before.excluded_count,
        coalesce(after.reached_count, 0) as reached_count,
        coalesce(after.over_count, 0) as made_count,
        after.median_hours,
        after.p90_hours
    from entered as before
    inner join steps
        on before.journey_id = steps.journey_id
            and before.step_order + 1 = steps.step_order
    left join counted as after
        on before.journey_id = after.journey_id
            and steps.step_order = after.step_order
            and before.period_type = after.period_type
            and before.period_start_date = after.period_start_date
            and before.dimension_name = after.dimension_name
            and before.dimension_value = after.dimension_value
),

shared as (
    select
        *,
        over_count - excluded_count as decided_count,
        cast(made_count as double) / nullif(over_count - excluded_count, 0) as step_rate
    from stepped
),

final as (
    select
        shared.journey_id,
        shared.step_order,
        shared.step_name,
        shared.period_type,
        shared.dimension_name,
        shared.dimension_value,
        shared.attempt_count,
        shared.entered_count,
        shared.reached_count,
        shared.entered_count - shared.over_count as open_count,
        shared.excluded_count,
        shared.decided_count,
        shared.decided_count - shared.made_count as dropped_count,
        shared.step_rate,
        cast(
            {{ wilson_low('shared.step_rate', 'shared.decided_count') }}
            as double
        ) as step_rate_low,
        cast(
            {{ wilson_high('shared.step_rate', 'shared.decided_count') }}
            as double
        ) as step_rate_high,
        cast(shared.median_hours as double) as median_hours,
        cast(shared.p90_hours as double) as p90_hours,
        periods.is_complete
        and shared.entered_count = shared.over_count as is_complete_period,
        shared.period_start_date,
        periods.period_end_date
    from shared
    inner join periods
        on shared.period_type = periods.period_type
            and shared.period_start_date = periods.period_start_date
)

select * from final
