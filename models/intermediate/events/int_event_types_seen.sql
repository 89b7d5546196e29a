-- Grain: source x event name as the source spells it, of those that came.
with events as (
    select * from {{ ref('int_events_collected') }}
),

set_aside as (
    select * from {{ ref('int_events_set_aside') }}
),

messages as (
    select * from {{ ref('stg_marketing__message_events') }}
    where reject_reason is null
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

collected as (
    select
        events.source,
        events.source_event,
        events.event_name,
        events.page_url,
        set_aside.outcome,
        events.is_late,
        events.is_clock_corrected,
        events.event_date
    from events
    left join set_aside on events.event_id = set_aside.event_id
    union all
    select
        'marketing' as source,
        messages.source_event,
        messages.event_name,
        cast(null as varchar) as page_url,
        cast(null as varchar) as outcome,
        false as is_late,
        false as is_clock_corrected,
        {{ local_date('messages.occurred_at', 'company') }} as event_date
    from messages
),

spelled as (
    select
        source,
        source_event,
        event_name,
        min(case when event_name = 'unmapped' then page_url end) as page_url,
        count(*) as collected_count,
        count(case when outcome = 'copied' then 1 end) as copied_count,
        count(case when outcome = 'quarantined' then 1 end) as quarantined_count,
        count(case when outcome = 'expired' then 1 end) as expired_count,
        count(case when is_late then 1 end) as late_count,
        count(case when is_clock_corrected then 1 end) as clock_corrected_count,
        min(event_date) as first_seen_date,
        max(event_date) as last_seen_date
    from collected
    group by 1, 2, 3
),

-- A name that nobody planned may hold anything, such as an e-mail address.
final as (
    select
        source,
        case
            when event_name = 'unmapped' then {{ masked('source_event') }}
            else source_event
        end as source_event,
        min({{ masked(extracted('page_url', '^[^?#]*')) }}) as example_page,
        cast(sum(collected_count) as bigint) as collected_count,
        cast(sum(copied_count) as bigint) as copied_count,
        cast(sum(quarantined_count) as bigint) as quarantined_count,
        cast(sum(expired_count) as bigint) as expired_count,
        cast(sum(late_count) as bigint) as late_count,
        cast(sum(clock_corrected_count) as bigint) as clock_corrected_count,
        min(first_seen_date) as first_seen_date,
        max(last_seen_date) as last_seen_date
    from spelled
    group by 1, 2
)

select * from final
