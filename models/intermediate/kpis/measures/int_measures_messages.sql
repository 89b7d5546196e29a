-- Grain: kpi x day x dimension value, for KPIs of messages.
with events as (
    select * from {{ ref('stg_marketing__message_events') }}
    where reject_reason is null
),

messages as (
    select * from {{ ref('stg_marketing__messages') }}
    where reject_reason is null
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

happened as (
    select
        messages.channel,
        events.event_name,
        {{ local_date('events.occurred_at', 'company') }} as measure_date
    from events
    inner join messages on events.message_id = messages.message_id
),

counted as (
    select
        measure_date,
        channel,
        sum(case when event_name = 'message_delivered' then 1 else 0 end)
            as delivered_count,
        sum(case when event_name = 'message_opened' then 1 else 0 end) as opened_count,
        sum(case when event_name = 'message_unsubscribed' then 1 else 0 end)
            as unsubscribed_count,
        sum(case when event_name = 'message_reported_as_spam' then 1 else 0 end)
            as reported_count
    from happened
    group by 1, 2
),

final as (
    {{ kpi_parts('counted', {'channel': 'channel'}, [
        ('message_open_rate', 'opened_count', 'delivered_count', 'delivered_count'),
        (
            'unsubscribe_rate',
            'unsubscribed_count',
            'delivered_count',
            'delivered_count'
        ),
        ('spam_complaint_rate', 'reported_count', 'delivered_count', 'delivered_count')
    ]) }}
)

select * from final
