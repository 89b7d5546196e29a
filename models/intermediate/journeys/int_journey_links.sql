-- Grain: one row per moment of a step and what follows it: the first moment of the next
-- step (link_step is that step), or of step 0, after it or at the same time. Where both
-- steps are the same event, it must be a later one.
with moments as (
    select * from {{ ref('int_journey_moments') }}
),

journeys as (
    select * from {{ ref('journeys') }}
),

steps as (
    select * from {{ ref('journey_steps') }}
),

repeated as (
    select
        steps.journey_id,
        steps.step_order
    from steps
    inner join steps as before
        on steps.journey_id = before.journey_id
            and steps.step_order = before.step_order + 1
            and steps.event_name = before.event_name
    group by 1, 2
),

-- Place 1 is the moment that waits; a moment in place 2 may follow it at the same time.
sides as (
    select
        journey_id,
        attempt_key,
        step_order + 1 as link_step,
        moment_id,
        event_at,
        1 as place
    from moments
    where step_order > 0
    union all
    select
        journey_id,
        attempt_key,
        0 as link_step,
        moment_id,
        event_at,
        1 as place
    from moments
    where step_order = 1
    union all
    select
        moments.journey_id,
        moments.attempt_key,
        moments.step_order as link_step,
        moments.moment_id,
        moments.event_at,
        case when repeated.journey_id is null then 2 else 0 end as place
    from moments
    left join repeated
        on moments.journey_id = repeated.journey_id
            and moments.step_order = repeated.step_order
    where moments.step_order != 1
),

positioned as (
    select
        *,
        row_number() over (
            partition by journey_id, attempt_key, link_step
            order by
                event_at asc nulls last,
                place asc nulls last,
                moment_id asc nulls last
        ) as position
    from sides
),

linked as (
    select
        *,
        min(case when place != 1 then position end) over (
            partition by journey_id, attempt_key, link_step
            order by position asc nulls last
            rows between 1 following and unbounded following
        ) as next_position
    from positioned
),

final as (
    select
        linked.moment_id,
        linked.link_step,
        following.moment_id as next_moment_id,
        following.event_at as next_at
    from linked
    inner join positioned as following
        on linked.journey_id = following.journey_id
            and linked.attempt_key = following.attempt_key
            and linked.link_step = following.link_step
            and linked.next_position = following.position
    inner join moments on linked.moment_id = moments.moment_id
    inner join journeys on linked.journey_id = journeys.journey_id
    where linked.place = 1
        and (
            linked.link_step = 0
            or journeys.order_rule = 'loose'
            or moments.following_step = linked.link_step
        )
)

select * from final
