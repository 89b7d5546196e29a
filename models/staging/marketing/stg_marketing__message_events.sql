with judged as (
    {{ judged_records('marketing', 'message_events') }}
),

taxonomy as (
    select * from {{ ref('event_taxonomy') }}
),

final as (
    select
        judged.message_event_id,
        judged.message_id,
        judged.source_event,
        coalesce(taxonomy.event_name, 'unmapped') as event_name,
        judged.link_url,
        judged.reject_reason,
        judged.occurred_at
    from judged
    left join taxonomy
        on judged.source_event = taxonomy.source_event
            and taxonomy.source = 'marketing'
)

select * from final
