-- Grain: kpi x day x dimension value, for KPIs of appointments.
with counted as (
    select
        appointment_date as measure_date,
        store_id,
        booking_channel as channel,
        count(*) as due_count,
        sum(case when status = 'completed' then 1 else 0 end) as completed_count,
        sum(case when status = 'no_show' then 1 else 0 end) as missed_count,
        sum(case when is_last_minute then 1 else 0 end) as last_minute_count
    from {{ ref('fct_appointments') }}
    where status != 'booked'
    group by 1, 2, 3
),

cut as (
    {{ cut_by('counted', 'measure_date', {'store': 'store_id', 'channel': 'channel'}, [
        'due_count',
        'completed_count',
        'missed_count',
        'last_minute_count'
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
        ('booking_completion_rate', completed_count, due_count, null, due_count),
        ('no_show_rate', missed_count, due_count, null, due_count),
        ('last_minute_cancellation_rate', last_minute_count, due_count, null, due_count)
    ) as kpis (kpi_id, numerator, denominator, square_sum, observation_count)
)

select * from final
