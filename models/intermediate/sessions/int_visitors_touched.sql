-- Grain: one row per visitor whose sessions must be told apart again, from touched_from
-- on: new events came, or events were set aside, since int_session_parts was last made.
-- A day earlier, for a business day begins at another time than a day in UTC.
{{ config(schema='vault') }}

with events as (
    select
        source,
        visitor_identifier,
        event_date
    from {{ ref('int_events_collected') }}
    where run_number > {{ last_run('int_session_parts') }}
    union all
    select
        source,
        visitor_identifier,
        event_date
    from {{ ref('int_events_set_aside') }}
    where run_number > {{ last_run('int_session_parts') }}
),

final as (
    select
        source,
        visitor_identifier,
        cast({{ dbt.dateadd('day', -1, 'min(event_date)') }} as timestamp)
            as touched_from
    from events
    where visitor_identifier is not null
    group by 1, 2
)

select * from final
