{{ config(schema='vault') }}

-- Grain: one row per visitor of whom new events came, and from when on their events are
-- read again: from the beginning of the earliest session that a new event could reach,
-- and for two days at least, for a runaway is known by its day. Empty in a build.
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
    where visitor_identifier is not null and {{ is_refresh() }}
    group by 1, 2
),

parts as (
    select * from {{ built('int_session_parts') }}
    where started_at >= {{ looked_back_to(2) }}
),

reached as (
    select
        visitors.source,
        visitors.visitor_identifier,
        min(parts.started_at) as started_at
    from visitors
    inner join parts
        on visitors.source = parts.source
            and visitors.visitor_identifier = parts.visitor_identifier
            and visitors.looked_from <= parts.ended_at
    group by 1, 2
),

final as (
    select
        visitors.source,
        visitors.visitor_identifier,
        least(visitors.looked_from, coalesce(reached.started_at, visitors.looked_from))
            as reached_from
    from visitors
    left join reached
        on visitors.source = reached.source
            and visitors.visitor_identifier = reached.visitor_identifier
)

select * from final
