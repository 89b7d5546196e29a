-- Grain: one row per event that no person made. Who is too fast in an hour is set aside
-- for the day: a runaway's edges are as false as its middle. Of new events, their days.
{{ config(
    schema='vault', materialized='incremental', incremental_strategy='append',
    post_hook='{{ remember_run() }}'
) }}

with collected as (
    select * from {{ ref('int_events_collected') }}
),

{% if is_incremental() -%}
    visitor_days as (
        select
            source,
            visitor_identifier,
            event_date
        from {{ ref('int_events_collected') }}
        where run_number > {{ last_run('int_events_quarantined') }}
        group by 1, 2, 3
    ),
{%- endif %}

events as (
    select collected.*
    from collected
    {% if is_incremental() -%}
        inner join visitor_days
            on collected.source = visitor_days.source
                and {{ is_same(
                    'collected.visitor_identifier', 'visitor_days.visitor_identifier'
                ) }}
                and collected.event_date = visitor_days.event_date
        where collected.event_date
            >= {{ first_new('event_date', ref('int_events_collected')) }}
    {%- endif %}
),

patterns as (
    select * from {{ ref('bot_patterns') }}
),

-- Each user agent is looked at once, not once an event.
user_agents as (
    select user_agent
    from events
    where user_agent is not null
    group by 1
),

bots as (
    select user_agents.user_agent
    from user_agents
    inner join patterns
        on {{ matches('lower(user_agents.user_agent)', 'patterns.pattern') }}
    group by 1
),

-- Who has too many in an hour has at least as many in all.
busy as (
    select
        source,
        visitor_identifier
    from events
    where visitor_identifier is not null
    group by 1, 2
    having count(*) > {{ var('event_visitor_hour_limit') }}
),

visitor_hours as (
    select
        events.source,
        events.visitor_identifier,
        events.event_date,
        floor({{ microseconds('events.event_at') }} / 3600000000) as hour_number,
        count(*) as event_count
    from events
    inner join busy
        on events.source = busy.source
            and events.visitor_identifier = busy.visitor_identifier
    group by 1, 2, 3, 4
),

runaways as (
    select
        source,
        visitor_identifier,
        event_date
    from visitor_hours
    where event_count > {{ var('event_visitor_hour_limit') }}
    group by 1, 2, 3
),

final as (
    select
        events.event_id,
        events.source,
        events.visitor_identifier,
        events.order_id,
        events.deduplication_id,
        case
            when bots.user_agent is not null then 'bot user agent'
            else 'too many events of one visitor in an hour'
        end as quarantine_reason,
        {{ this_run() }} as run_number,
        events.event_date
    from events
    left join bots on events.user_agent = bots.user_agent
    left join runaways
        on events.source = runaways.source
            and events.visitor_identifier = runaways.visitor_identifier
            and events.event_date = runaways.event_date
    {% if is_incremental() -%}
        left join {{ this }} as earlier on events.event_id = earlier.event_id
    {%- endif %}
    where (bots.user_agent is not null or runaways.visitor_identifier is not null)
        {{ 'and earlier.event_id is null' if is_incremental() }}
)

select * from final
