-- Grain: one row per browser or app: its first session, whether or not anybody
-- consented to be known in it. The session's number says nothing about whose it is.
with parts as (
    select * from {{ ref('int_session_parts') }}
),

ranked as (
    select
        session_id,
        source,
        row_number() over (
            partition by source, visitor_identifier
            order by started_at asc nulls last, session_id asc nulls last
        ) as place
    from parts
    where first_event_at = started_at
),

final as (
    select
        session_id,
        source
    from ranked
    where place = 1
)

select * from final
