-- Grain: kpi x day x dimension value, for KPIs of the calls that came in.
with counted as (
    select
        call_date as measure_date,
        store_id,
        count(*) as call_count,
        sum(case when is_answered then 1 else 0 end) as answered_count,
        sum(case when is_answered then 0 else 1 end) as missed_count,
        sum(case when not is_answered and is_answered_later then 1 else 0 end)
            as recovered_count,
        sum(case when is_booked then 1 else 0 end) as booked_count
    from {{ ref('fct_calls') }}
    where direction = 'inbound'
    group by 1, 2
),

cut as (
    {{ cut_by('counted', 'measure_date', {'store': 'store_id'}, [
        'call_count',
        'answered_count',
        'missed_count',
        'recovered_count',
        'booked_count'
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
        ('calls', call_count, null, null, call_count),
        ('call_answer_rate', answered_count, call_count, null, call_count),
        ('call_recovery_rate', recovered_count, missed_count, null, missed_count),
        ('call_booking_rate', booked_count, call_count, null, call_count)
    ) as kpis (kpi_id, numerator, denominator, square_sum, observation_count)
)

select * from final
