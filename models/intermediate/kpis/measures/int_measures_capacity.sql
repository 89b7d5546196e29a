-- Grain: kpi x day x dimension value, for KPIs of what chairs can do and did.
with counted as (
    select
        appointment_date as measure_date,
        store_id,
        count(*) as treatment_count,
        sum(duration_minutes) as treated_minutes,
        sum(price_amount) as price_amount,
        0 as available_minutes,
        0 as available_hours
    from {{ ref('fct_appointments') }}
    where status = 'completed'
    group by 1, 2
    union all
    select
        capacity_date as measure_date,
        store_id,
        0 as treatment_count,
        0 as treated_minutes,
        0 as price_amount,
        sum(available_minutes) as available_minutes,
        cast(sum(available_minutes) / 60 as decimal(18, 4)) as available_hours
    from {{ ref('fct_capacity') }}
    group by 1, 2
),

final as (
    {{ kpi_parts('counted', {'store': 'store_id'}, [
        (
            'capacity_utilization',
            'treated_minutes',
            'available_minutes',
            'treatment_count'
        ),
        (
            'revenue_per_available_hour',
            'price_amount',
            'available_hours',
            'treatment_count'
        )
    ]) }}
)

select * from final
