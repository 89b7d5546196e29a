-- Grain: one row per channel of visits: its name, and how advertising and CRM systems
-- spell it, so that a channel has one name in all KPIs.
with rules as (
    select * from {{ ref('channel_rules') }}
),

final as (
    select
        channel,
        replace(lower(channel), ' ', '_') as spelled
    from rules
    group by 1
)

select * from final
