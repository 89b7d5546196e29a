{{ config(materialized='view', schema='vault', meta={'increments': 'events'}) }}

-- As stg_server__events, of the files alone that no build has read yet.
with judged as (
    {{ judged_records('server', 'events', only_new=true) }}
),

taxonomy as (
    select * from {{ ref('event_taxonomy') }}
),

final as (
    select
        judged.*,
        coalesce(taxonomy.event_name, 'unmapped') as event_name
    from judged
    left join taxonomy
        on judged.source_event = taxonomy.source_event
            and taxonomy.source = 'server'
)

select * from final
