-- Grain: one row per event of a browser, an app or a server that some journey looks at,
-- and per first visit: that it began, and that it went on.
with steps as (
    select event_name
    from {{ ref('journey_steps') }}
    group by 1
),

events as (
    select * from {{ ref('fct_events') }}
),

sessions as (
    select * from {{ ref('fct_sessions') }}
),

first_sessions as (
    select * from {{ ref('int_first_sessions') }}
    where source = 'web'
),

first_visits as (
    select
        sessions.*,
        moments.event_name,
        moments.happened_at
    from sessions
    inner join first_sessions on sessions.session_id = first_sessions.session_id
    cross join
        lateral (
            values
            ('first_visit_begun', true, sessions.started_at),
            ('second_page_viewed', sessions.page_view_count > 1, sessions.ended_at)
        ) as moments (event_name, has_happened, happened_at)
    where moments.has_happened
),

final as (
    select
        events.event_id,
        events.event_name,
        events.source,
        events.customer_id,
        events.visitor_id,
        events.session_id,
        events.account_id,
        events.device_type,
        events.store_id,
        events.page,
        events.event_at
    from events
    inner join steps on events.event_name = steps.event_name
    union all
    select
        concat_ws('-', event_name, session_id) as event_id,
        event_name,
        source,
        customer_id,
        visitor_id,
        session_id,
        cast(null as varchar) as account_id,
        device_type,
        cast(null as varchar) as store_id,
        entry_page as page,
        happened_at as event_at
    from first_visits
)

select * from final
