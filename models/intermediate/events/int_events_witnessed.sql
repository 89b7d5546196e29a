{{ config(materialized='view', schema='vault') }}

-- Grain: one row per event that counts in place of a copy with a visitor. Where the
-- browser's copy gave way to the server's event, it still says who it was and in which
-- session; of several copies the first.
with copied as (
    select * from {{ ref('int_events_copied') }}
    where visitor_identifier is not null
),

ranked as (
    select
        counted_event_id as event_id,
        source,
        visitor_identifier,
        event_at,
        row_number() over (
            partition by counted_event_id
            order by event_at asc nulls last, event_id asc nulls last
        ) as place
    from copied
),

final as (
    select
        event_id,
        source,
        visitor_identifier,
        event_at
    from ranked
    where place = 1
)

select * from final
