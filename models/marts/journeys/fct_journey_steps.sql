-- Grain: attempt x step that it reached. Attempts add up within a journey; over
-- journeys nothing does.
with steps as (
    select * from {{ ref('int_journey_steps') }}
),

final as (
    select
        attempt_id,
        journey_id,
        step_order,
        step_name,
        customer_id,
        visitor_id,
        session_id,
        source,
        device_type,
        store_id,
        page,
        outcome,
        is_last_step,
        is_window_over,
        hours_since_previous,
        hours_since_entry,
        entry_date,
        entered_at,
        reached_at
    from steps
)

select * from final
