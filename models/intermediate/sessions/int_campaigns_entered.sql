-- Grain: one row per event with which a visitor comes by another campaign than before.
-- Empty unless sessions are to end there (session_ends_at_campaign).
{{ config(schema='vault') }}

with tagged as (
    select
        source,
        visitor_identifier,
        event_id,
        half_hour,
        event_at,
        concat_ws('|', utm_source, utm_medium, utm_campaign) as campaign
    from {{ ref('int_events_visiting') }}
    where {{ var('session_ends_at_campaign') }}
        and coalesce(utm_source, utm_medium, utm_campaign) is not null
),

compared as (
    select
        tagged.*,
        lag(tagged.campaign) over (
            partition by tagged.source, tagged.visitor_identifier
            order by tagged.event_at asc nulls last, tagged.event_id asc nulls last
        ) as previous_campaign
    from tagged
),

changed as (
    select
        source,
        visitor_identifier,
        half_hour,
        event_at as entered_at
    from compared
    where previous_campaign is null or previous_campaign != campaign
    group by 1, 2, 3, 4
),

final as (
    select
        source,
        visitor_identifier,
        half_hour,
        entered_at,
        lead(entered_at) over (
            partition by source, visitor_identifier, half_hour
            order by entered_at asc nulls last
        ) as next_entered_at
    from changed
)

select * from final
