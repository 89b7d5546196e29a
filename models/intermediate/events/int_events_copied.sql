-- Grain: one row per event that another source reported too and that therefore does not
-- count: the source with the lower precedence number wins, by the seed event_sources.
with events as (
    select * from {{ ref('int_events_collected') }}
),

quarantined as (
    select * from {{ ref('int_events_quarantined') }}
),

sources as (
    select * from {{ ref('event_sources') }}
),

kept as (
    select
        events.*,
        sources.precedence
    from events
    inner join sources on events.source = sources.source
    left join quarantined on events.event_id = quarantined.event_id
    where quarantined.event_id is null
        and (events.order_id is not null or events.deduplication_id is not null)
),

-- What two copies share. Names the taxonomy does not know say nothing.
keyed as (
    select
        kept.*,
        'order_id' as copied_by,
        concat_ws('|', kept.event_name, kept.order_id) as copy_key
    from kept
    where kept.order_id is not null and kept.event_name != 'unmapped'
    union all
    select
        kept.*,
        'deduplication_id' as copied_by,
        kept.deduplication_id as copy_key
    from kept
    where kept.deduplication_id is not null
),

-- Few keys came from two sources: only their events are compared.
repeated as (
    select
        copied_by,
        copy_key
    from keyed
    group by 1, 2
    having min(precedence) < max(precedence)
),

ranked as (
    select
        keyed.copied_by,
        keyed.copy_key,
        keyed.event_id,
        keyed.source,
        keyed.precedence,
        row_number() over (
            partition by keyed.copied_by, keyed.copy_key
            order by
                keyed.precedence asc nulls last,
                keyed.event_at asc nulls last,
                keyed.event_id asc nulls last
        ) as place
    from keyed
    inner join repeated
        on keyed.copied_by = repeated.copied_by and keyed.copy_key = repeated.copy_key
),

matched as (
    select
        keyed.event_id,
        keyed.source,
        keyed.visitor_identifier,
        keyed.order_id,
        keyed.deduplication_id,
        keyed.event_date,
        keyed.event_at,
        keyed.copied_by,
        ranked.event_id as counted_event_id,
        ranked.source as counted_source,
        row_number() over (
            partition by keyed.event_id
            order by
                ranked.precedence asc nulls last,
                keyed.copied_by asc nulls last,
                ranked.event_id asc nulls last
        ) as match_number
    from keyed
    inner join ranked
        on keyed.copied_by = ranked.copied_by
            and keyed.copy_key = ranked.copy_key
            and keyed.precedence > ranked.precedence
    where ranked.place = 1
),

final as (
    select
        event_id,
        source,
        counted_event_id,
        counted_source,
        copied_by,
        visitor_identifier,
        order_id,
        deduplication_id,
        event_date,
        event_at
    from matched
    where match_number = 1
)

select * from final
