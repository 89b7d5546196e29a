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
        sum(case when is_booked then 1 else 0 end) as booked_count,
        sum(
            case
                when
                    is_answered
                    and duration_seconds >= {{ var('qualified_call_seconds') }}
                    then 1
                else 0
            end
        ) as qualified_count
    from {{ ref('fct_calls') }}
    where direction = 'inbound'
    group by 1, 2
),

final as (
    {{ kpi_parts('counted', {'store': 'store_id'}, [
        ('calls', 'call_count', none, 'call_count'),
        ('call_answer_rate', 'answered_count', 'call_count', 'call_count'),
        ('call_recovery_rate', 'recovered_count', 'missed_count', 'missed_count'),
        ('call_booking_rate', 'booked_count', 'call_count', 'call_count'),
        ('qualified_call_rate', 'qualified_count', 'call_count', 'call_count')
    ]) }}
)

select * from final
