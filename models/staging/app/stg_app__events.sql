{{ config(materialized='view', schema='vault') }}

with judged as (
    {{ judged_records('app', 'events') }}
),

taxonomy as (
    select * from {{ ref('event_taxonomy') }}
),

final as (
    select
        judged.message_id,
        judged.source_event,
        coalesce(taxonomy.event_name, 'unmapped') as event_name,
        judged.device_id,
        judged.advertising_id,
        judged.user_id,
        judged.email_sha256,
        judged.app_name,
        judged.app_version,
        judged.os_name,
        judged.screen_name,
        judged.install_source,
        judged.campaign,
        judged.city,
        judged.store_id,
        judged.product_id,
        judged.order_id,
        judged.properties,
        judged.reject_reason,
        judged.value_amount,
        judged.quantity,
        judged.engaged_seconds,
        judged.occurred_at,
        judged.sent_at,
        judged.received_at
    from judged
    left join taxonomy
        on judged.source_event = taxonomy.source_event
            and taxonomy.source = 'app'
)

select * from final
