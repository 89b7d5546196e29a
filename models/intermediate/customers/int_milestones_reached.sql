-- Grain: subject x milestone: everyone who began, also those who have not reached it.
with moments as (
    select * from {{ ref('int_activation_moments') }}
),

milestones as (
    select * from {{ ref('activation_milestones') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

begun as (
    select
        milestones.*,
        moments.subject_id,
        moments.event_at as started_at
    from moments
    inner join milestones
        on moments.subject = milestones.subject
            and moments.event_name = milestones.start_event
),

-- What came before the start was no activation by it.
timed as (
    select
        begun.*,
        moments.event_at as reached_at,
        {{ dbt.datediff('begun.started_at', 'moments.event_at', 'second') }} / 3600.0
            as hours_since_start
    from begun
    left join moments
        on begun.subject = moments.subject
            and begun.subject_id = moments.subject_id
            and begun.milestone_event = moments.event_name
            and begun.started_at <= moments.event_at
),

final as (
    select
        timed.milestone_id,
        timed.subject_id,
        timed.subject,
        timed.milestone_name,
        timed.window_hours,
        timed.hours_since_start,
        coalesce(timed.hours_since_start <= timed.window_hours, false)
            as is_within_window,
        {{ dbt.datediff('timed.started_at', 'as_of.as_of_date', 'day') }} * 24
        > timed.window_hours as is_window_over,
        {{ local_date('timed.started_at', 'company') }} as started_date,
        timed.started_at,
        timed.reached_at
    from timed
    cross join as_of
)

select * from final
