-- Grain: one row per session and half hour of it. Events of a visitor in one half
-- hour are never more than the idle time apart, so sessions are found on half hours:
-- the same as event by event, on far fewer rows. Of a touched visitor, those that new
-- events could reach are forgotten, and told apart from events after those that stay.
{{ config(schema='vault', materialized='incremental', incremental_strategy='append') }}

with visiting as (
    select * from {{ ref('int_events_visiting') }}
),

touched as (
    select * from {{ ref('int_visitors_touched') }}
),

{% if is_incremental() -%}
    kept as (
        select
            parts.source,
            parts.visitor_identifier,
            max(parts.last_event_at) as kept_until
        from {{ this }} as parts
        inner join touched
            on parts.source = touched.source
                and parts.visitor_identifier = touched.visitor_identifier
        group by 1, 2
    ),
{%- endif %}

events as (
    select visiting.*
    from visiting
    {% if is_incremental() -%}
        inner join touched
            on visiting.source = touched.source
                and visiting.visitor_identifier = touched.visitor_identifier
        left join kept
            on visiting.source = kept.source
                and visiting.visitor_identifier = kept.visitor_identifier
        where visiting.event_at >= {{ first_restated(ref('int_visitors_touched')) }}
            and (kept.kept_until is null or visiting.event_at > kept.kept_until)
    {%- endif %}
),

campaigns as (
    select * from {{ ref('int_campaigns_entered') }}
),

-- A half hour in which a campaign begins falls into what lies before and after.
parts as (
    select
        events.source,
        events.visitor_identifier,
        events.half_hour,
        campaigns.entered_at,
        min_by(
            events.user_identifier,
            case when events.user_identifier is not null then events.event_at end
        ) as user_identifier,
        min_by(
            events.user_identifier_type,
            case when events.user_identifier is not null then events.event_at end
        ) as user_identifier_type,
        count(*) as event_count,
        count(
            case when events.event_name in ('page_viewed', 'screen_viewed') then 1 end
        ) as page_view_count,
        count(case when events.event_name = 'order_completed' then 1 end)
            as order_event_count,
        cast(
            sum(
                cast(greatest(coalesce(events.engaged_seconds, 0), 0) as decimal(18, 3))
            )
            as decimal(18, 3)
        ) as engaged_seconds,
        min(events.event_at) as first_event_at,
        max(events.event_at) as last_event_at
    from events
    left join campaigns
        on events.source = campaigns.source
            and events.visitor_identifier = campaigns.visitor_identifier
            and events.half_hour = campaigns.half_hour
            and events.event_at >= campaigns.entered_at
            and events.event_at
            < coalesce(campaigns.next_entered_at, cast('9999-12-31' as timestamp))
    group by 1, 2, 3, 4
),

paused as (
    select
        parts.*,
        lag(parts.last_event_at) over (
            partition by parts.source, parts.visitor_identifier
            order by parts.first_event_at asc nulls last
        ) as previous_event_at
    from parts
),

-- Exactly the idle time between two events stays within the session.
numbered as (
    select
        paused.*,
        sum(
            case
                when paused.entered_at is null
                    and {{ microseconds('paused.first_event_at') }}
                    - {{ microseconds('paused.previous_event_at') }}
                    <= {{ var('session_idle_minutes') }} * 60000000
                    then 0
                else 1
            end
        ) over (
            partition by paused.source, paused.visitor_identifier
            order by paused.first_event_at asc nulls last
        ) as session_number
    from paused
),

started as (
    select
        numbered.*,
        min(numbered.first_event_at) over (
            partition by
                numbered.source, numbered.visitor_identifier, numbered.session_number
        ) as started_at,
        max(numbered.last_event_at) over (
            partition by
                numbered.source, numbered.visitor_identifier, numbered.session_number
        ) as ended_at
    from numbered
),

final as (
    select
        {{ hashed(
            "concat_ws('|', started.source, started.visitor_identifier, "
            ~ microseconds('started.started_at') ~ ")"
        ) }} as session_id,
        started.source,
        started.visitor_identifier,
        started.user_identifier_type,
        started.user_identifier,
        started.half_hour,
        started.event_count,
        started.page_view_count,
        started.order_event_count,
        started.engaged_seconds,
        {{ this_run() }} as run_number,
        started.started_at,
        started.ended_at,
        started.first_event_at,
        started.last_event_at
    from started
)

select * from final
