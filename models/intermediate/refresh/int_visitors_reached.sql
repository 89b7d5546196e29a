{{ config(schema='vault') }}

-- Grain: one row per visitor of whom new events came, and from when on their events are
-- read again: from the beginning of the earliest session that a new event could reach,
-- and for two days at least, for a runaway is known by its day.
with new_events as (
    select
        source,
        visitor_identifier,
        event_at
    from {{ ref('int_web_events_shaped') }}
    union all
    select
        source,
        visitor_identifier,
        event_at
    from {{ ref('int_app_events_shaped') }}
    union all
    select
        source,
        visitor_identifier,
        event_at
    from {{ ref('int_server_events_shaped') }}
),

visitors as (
    select
        source,
        visitor_identifier,
        {{ dbt.dateadd('day', -2, 'min(event_at)') }} as looked_from
    from new_events
    where visitor_identifier is not null
    group by 1, 2
),

parts as (
    select * from {{ built('int_session_parts') }}
),

final as (
    select
        visitors.source,
        visitors.visitor_identifier,
        least(visitors.looked_from, coalesce(min(parts.started_at), visitors.looked_from))
            as reached_from
    from visitors
    left join parts
        on visitors.source = parts.source
            and visitors.visitor_identifier = parts.visitor_identifier
            and parts.ended_at >= visitors.looked_from
    group by 1, 2, visitors.looked_from
)

select * from final
