-- Grain: customer x snapshot date. Nothing adds up over snapshots.
with stages as (
    select * from {{ ref('int_lifecycle_stages') }}
    where business_line = 'all'
),

final as (
    select
        customer_id,
        lifecycle_stage,
        previous_lifecycle_stage,
        rhythm_source,
        cast(days_since_last_order as integer) as days_since_last_order,
        cast(usual_gap_days as double) as usual_gap_days,
        cast(lateness_ratio as double) as lateness_ratio,
        is_as_of_date,
        snapshot_date
    from stages
)

select * from final
