-- Grain: attempt x step that it reached. Attempts add up within a journey; over
-- journeys nothing does. outcome is the attempt's: dropped once its time is over.
with reached as (
    select * from {{ ref('int_journey_steps_reached') }}
),

attempts as (
    select * from {{ ref('int_journey_attempts') }}
),

moments as (
    select * from {{ ref('int_journey_moments') }}
),

steps as (
    select
        journey_id,
        step_order,
        min(step_name) as step_name
    from {{ ref('journey_steps') }}
    group by 1, 2
),

lengths as (
    select
        journey_id,
        max(step_order) as step_count
    from steps
    group by 1
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

-- Before the joins: after an inner join, time zones are looked up row by row.
dated as (
    select
        *,
        {{ local_date('attempts.entered_at', 'as_of') }} as entry_date
    from attempts
),

ended as (
    select
        attempt_id,
        max(step_order) as last_step,
        max(reached_at) as last_at
    from reached
    group by 1
),

final as (
    select
        dated.attempt_id,
        dated.journey_id,
        cast(reached.step_order as integer) as step_order,
        steps.step_name,
        dated.customer_id,
        dated.visitor_id,
        dated.session_id,
        dated.source,
        dated.device_type,
        moments.store_id,
        moments.page,
        moments.following_step is not null
        and moments.following_step < reached.step_order as is_followed_by_return,
        case
            when ended.last_step = lengths.step_count then 'converted'
            when dated.excluded_at >= ended.last_at then 'excluded'
            when dated.next_entry_at is null
                and cast(dated.window_ends_at as date) > as_of.as_of_date
                then 'open'
            else 'dropped'
        end as outcome,
        reached.step_order = ended.last_step as is_last_step,
        cast(dated.window_ends_at as date) <= as_of.as_of_date as is_window_over,
        cast(
            (
                {{ microseconds('reached.reached_at') }}
                - {{ microseconds('reached.previous_at') }}
            ) / 3600000000.0 as double
        ) as hours_since_previous,
        cast(
            (
                {{ microseconds('reached.reached_at') }}
                - {{ microseconds('dated.entered_at') }}
            ) / 3600000000.0 as double
        ) as hours_since_entry,
        dated.entry_date,
        cast(dated.entered_at as timestamp) as entered_at,
        cast(reached.reached_at as timestamp) as reached_at
    from reached
    inner join dated on reached.attempt_id = dated.attempt_id
    inner join ended on reached.attempt_id = ended.attempt_id
    inner join moments on reached.moment_id = moments.moment_id
    inner join lengths on dated.journey_id = lengths.journey_id
    inner join steps
        on dated.journey_id = steps.journey_id
            and reached.step_order = steps.step_order
    cross join as_of
)

select * from final
