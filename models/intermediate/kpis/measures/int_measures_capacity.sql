-- Grain: kpi x day x dimension value, for KPIs of what chairs can do and did.
with counted as (
    select
        appointment_date as measure_date,
        store_id,
        count(*) as treatment_count,
        sum(duration_minutes) as treated_minutes,
        sum(price_amount) as price_amount,
        0 as available_minutes
    from {{ ref('fct_appointments') }}
    where status = 'completed'
    group by 1, 2
    union all
    select
        capacity_date as measure_date,
        location_id as store_id,
        0 as treatment_count,
        0 as treated_minutes,
        0 as price_amount,
        sum(available_minutes) as available_minutes
    from {{ ref('stg_bookings__capacity') }}
    where reject_reason is null
    group by 1, 2
),

cut as (
    {{ cut_by('counted', 'measure_date', {'store': 'store_id'}, [
        'treatment_count',
        'treated_minutes',
        'price_amount',
        'available_minutes'
    ]) }}
),

final as (
    select
        kpis.kpi_id,
        cut.dimension_name,
        cut.dimension_value,
        cast(kpis.numerator as decimal(18, 4)) as numerator,
        cast(kpis.denominator as decimal(18, 4)) as denominator,
        cast(kpis.square_sum as decimal(18, 4)) as square_sum,
        cast(kpis.observation_count as bigint) as observation_count,
        cut.measure_date
    from cut
    cross join lateral (
        values
        (
            'capacity_utilization',
            treated_minutes,
            available_minutes,
            null,
            treatment_count
        ),
        (
            'revenue_per_available_hour',
            price_amount,
            available_minutes / 60.0,
            null,
            treatment_count
        )
    ) as kpis (kpi_id, numerator, denominator, square_sum, observation_count)
)

select * from final
