with judged as (
    {{ judged_records('planning', 'kpi_targets') }}
),

final as (
    select
        kpi_id,
        period_type,
        store_id,
        reject_reason,
        target_value,
        period_start_date
    from judged
)

select * from final
