-- Grain: kpi x period x store (none for the company). Targets of periods of one type
-- add up where the KPI does.
with targets as (
    select * from {{ ref('stg_planning__kpi_targets') }}
    where reject_reason is null
),

final as (
    select
        kpi_id,
        period_type,
        store_id,
        cast(target_value as double) as target_value,
        period_start_date
    from targets
)

select * from final
