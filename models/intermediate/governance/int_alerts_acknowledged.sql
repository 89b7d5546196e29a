-- Grain: one row per alert that somebody took note of: the first time.
with acknowledgements as (
    select * from {{ ref('stg_operations__alert_acknowledgements') }}
    where reject_reason is null
),

final as (
    select
        alert_id,
        min(acknowledged_at) as acknowledged_at
    from acknowledgements
    group by 1
)

select * from final
