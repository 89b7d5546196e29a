-- Grain: one row per accepted event that does not count, with the one reason why. All
-- other events stand in fct_events, so that none is lost between the two. run_number is
-- the run since which it is so.
{{ config(
    schema='vault', materialized='incremental', incremental_strategy='delete+insert',
    unique_key='event_id', pre_hook="{{ forget_set_aside(ref('int_events_copied')) }}",
    post_hook='{{ remember_run() }}'
) }}

with taxonomy as (
    select * from {{ ref('event_taxonomy') }}
    where retention_days is not null
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

quarantined as (
    select * from {{ ref('int_events_quarantined') }}
),

expired_by_name as (
    select
        events.event_id,
        events.source,
        events.visitor_identifier,
        events.order_id,
        events.deduplication_id,
        events.event_date
    from {{ ref('int_events_collected') }} as events
    inner join taxonomy
        on events.source = taxonomy.source
            and events.source_event = taxonomy.source_event
    cross join as_of
    where
        {{ dbt.datediff('events.event_date', 'as_of.as_of_date', 'day') }}
        > taxonomy.retention_days
),

-- What was collected long ago. Apart, for then only old events are read.
expired_by_contract as (
    select
        event_id,
        source,
        visitor_identifier,
        order_id,
        deduplication_id,
        event_date
    from {{ ref('int_events_collected') }}
    where {{ is_expired('source', 'received_at') }}
),

expired as (
    select * from expired_by_name
    union
    select * from expired_by_contract
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
    where quarantined.event_id not in (select expired.event_id from expired)
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
    from {{ ref('int_events_copied') }} as copied
    where copied.event_id not in (select expired.event_id from expired)
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
        {{ this_run() }} as run_number,
        set_aside.event_date
    from set_aside
    {% if is_incremental() -%}
        left join {{ this }} as earlier
            on set_aside.event_id = earlier.event_id
                and set_aside.outcome = earlier.outcome
                and set_aside.reason = earlier.reason
        where earlier.event_id is null
    {%- endif %}
)

select * from final
