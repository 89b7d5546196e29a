-- Grain: subject x milestone: everyone who began, also those who have not reached it.
-- Counts add up within a milestone.
with milestones as (
    select * from {{ ref('int_milestones_reached') }}
),

final as (
    select
        milestone_id,
        subject_id,
        subject,
        milestone_name,
        cast(window_hours as integer) as window_hours,
        cast(hours_since_start as double) as hours_since_start,
        is_within_window,
        is_window_over,
        started_date,
        cast(started_at as timestamp) as started_at,
        cast(reached_at as timestamp) as reached_at
    from milestones
)

select * from final
