-- Grain: attempt x step that it reached: each step is the first moment of its event
-- after the step before, within the window, before what ends the attempt, and before
-- the next attempt: the event that begins that one may be this one's step.
with attempts as (
    select * from {{ ref('int_journey_attempts') }}
),

links as (
    select * from {{ ref('int_journey_links') }}
),

reached_1 as (
    select
        attempt_id,
        journey_id,
        attempt_id as moment_id,
        1 as step_order,
        entered_at as reached_at,
        window_ends_at,
        next_entry_at,
        next_entry_event_id,
        excluded_at,
        cast(null as timestamp) as previous_at
    from attempts
),

{% for step in range(2, 9) -%}
    reached_{{ step }} as (
        select
            reached.attempt_id,
            reached.journey_id,
            links.next_moment_id as moment_id,
            {{ step }} as step_order,
            links.next_at as reached_at,
            reached.window_ends_at,
            reached.next_entry_at,
            reached.next_entry_event_id,
            reached.excluded_at,
            reached.reached_at as previous_at
        from reached_{{ step - 1 }} as reached
        inner join links
            on reached.moment_id = links.moment_id
                and links.link_step = {{ step }}
        where links.next_at <= reached.window_ends_at
            and (
                reached.next_entry_at is null
                or links.next_at < reached.next_entry_at
                or links.next_moment_id = concat_ws(
                    '-', reached.journey_id, {{ step }}, reached.next_entry_event_id
                )
            )
            and (reached.excluded_at is null or links.next_at < reached.excluded_at)
    ),

{% endfor -%}
final as (
    {% for step in range(1, 9) -%}
        select
            attempt_id,
            moment_id,
            step_order,
            reached_at,
            previous_at
        from reached_{{ step }}
        {{ "union all" if not loop.last }}
    {% endfor -%}
)

select * from final
