-- Grain: one row per event of a session that says where the visitor was, with its
-- place and what came next. A server's events are of the site on which the visitor was.
-- That a session began or that a page was scrolled says nothing of it.
with events as (
    select * from {{ ref('fct_events') }}
    where session_id is not null
        and event_name not in (
            'session_started', 'application_opened', 'page_scrolled',
            'customer_identified', 'unmapped'
        )
),

labelled as (
    select
        session_id,
        event_id,
        case when source != 'server' then site end as site,
        case
            when event_name in ('page_viewed', 'screen_viewed')
                then concat_ws(' ', coalesce(page_type, 'other'), 'page')
            else event_name
        end as event_label,
        event_date,
        event_at
    from events
),

final as (
    select
        session_id,
        coalesce(min(site) over (partition by session_id), 'unknown') as site,
        event_label,
        lead(event_label) over (
            partition by session_id
            order by event_at asc nulls last, event_id asc nulls last
        ) as next_event_label,
        row_number() over (
            partition by session_id
            order by event_at asc nulls last, event_id asc nulls last
        ) as place,
        min(event_date) over (partition by session_id) as session_date
    from labelled
)

select * from final
