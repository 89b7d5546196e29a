-- Grain: one row per accepted event that does not count, with the one reason why. All
-- other events stand in fct_events, so that none is lost between the two. run_number is
-- the run since which it is so.
{{ config(schema='vault', post_hook='{{ remember_run() }}') }}

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
    select
        events.event_id,
        events.source,
        events.visitor_identifier,
        events.order_id,
        events.deduplication_id,
        events.event_date
    from events
    inner join taxonomy
        on events.source = taxonomy.source
            and events.source_event = taxonomy.source_event
    cross join as_of
    where
        {{ dbt.datediff('events.event_date', 'as_of.as_of_date', 'day') }}
        > taxonomy.retention_days
    union
    select
        event_id,
        source,
        visitor_identifier,
        order_id,
        deduplication_id,
        event_date
    from events
    where {{ is_expired('source', 'received_at') }}
),

set_aside as (
    select
        expired.event_id,
        expired.source,
        expired.visitor_identifier,
        expired.order_id,
        expired.deduplication_id,
        'expired' as outcome,
        'kept for fewer days than have passed' as reason,
        expired.event_date
    from expired
    union all
    select
        quarantined.event_id,
        quarantined.source,
        quarantined.visitor_identifier,
        quarantined.order_id,
        quarantined.deduplication_id,
        'quarantined' as outcome,
        quarantined.quarantine_reason as reason,
        quarantined.event_date
    from quarantined
    left join expired on quarantined.event_id = expired.event_id
    where expired.event_id is null
    union all
    select
        copied.event_id,
        copied.source,
        copied.visitor_identifier,
        copied.order_id,
        copied.deduplication_id,
        'copied' as outcome,
        concat_ws(' ', 'also reported by', copied.counted_source) as reason,
        copied.event_date
    from copied
    left join expired on copied.event_id = expired.event_id
    where expired.event_id is null
),

final as (
    select
        set_aside.event_id,
        set_aside.source,
        set_aside.visitor_identifier,
        set_aside.order_id,
        set_aside.deduplication_id,
        set_aside.outcome,
        set_aside.reason,
        {% if is_continued() -%}
            coalesce(earlier.run_number, {{ this_run() }}) as run_number,
        {%- else -%}
            {{ this_run() }} as run_number,
        {%- endif %}
        set_aside.event_date
    from set_aside
    {% if is_continued() -%}
        left join {{ this }} as earlier
            on set_aside.event_id = earlier.event_id
                and set_aside.outcome = earlier.outcome
                and set_aside.reason = earlier.reason
    {%- endif %}
)

select * from final
