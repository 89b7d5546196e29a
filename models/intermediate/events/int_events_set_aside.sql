-- Grain: one row per accepted event that does not count, with the one reason why. All
-- other events stand in fct_events, so that none is lost between the two.
with events as (
    select * from {{ ref('int_events_collected') }}
),

taxonomy as (
    select * from {{ ref('event_taxonomy') }}
    where retention_days is not null
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

quarantined as (
    select * from {{ ref('int_events_quarantined') }}
),

copied as (
    select * from {{ ref('int_events_copied') }}
),

-- By its name in the taxonomy, or, if it was collected long ago, by its contract.
expired as (
    select events.event_id
    from events
    left join taxonomy
        on events.source = taxonomy.source
            and events.source_event = taxonomy.source_event
    cross join as_of
    where
        {{ dbt.datediff('events.event_date', 'as_of.as_of_date', 'day') }}
        > taxonomy.retention_days
        or {{ is_expired('events.source', 'events.received_at', 'as_of.as_of_date') }}
),

final as (
    select
        expired.event_id,
        'expired' as outcome,
        'kept for fewer days than have passed' as reason
    from expired
    union all
    select
        quarantined.event_id,
        'quarantined' as outcome,
        quarantined.quarantine_reason as reason
    from quarantined
    left join expired on quarantined.event_id = expired.event_id
    where expired.event_id is null
    union all
    select
        copied.event_id,
        'copied' as outcome,
        concat_ws(' ', 'also reported by', copied.counted_source) as reason
    from copied
    left join expired on copied.event_id = expired.event_id
    where expired.event_id is null
)

select * from final
