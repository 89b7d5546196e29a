{{ config(materialized='view', schema='vault') }}

with judged as (
    {{ judged_records('server', 'events') }}
),

taxonomy as (
    select * from {{ ref('event_taxonomy') }}
),

final as (
    select
        judged.event_id,
        judged.source_event,
        coalesce(taxonomy.event_name, 'unmapped') as event_name,
        judged.service,
        judged.user_id,
        judged.anonymous_id,
        judged.account_id,
        judged.deduplication_id,
        judged.order_id,
        judged.product_id,
        judged.feature,
        judged.plan_id,
        judged.properties,
        judged.reject_reason,
        judged.value_amount,
        judged.quantity,
        judged.occurred_at,
        judged.received_at
    from judged
    left join taxonomy
        on judged.source_event = taxonomy.source_event
            and taxonomy.source = 'server'
)

select * from final
