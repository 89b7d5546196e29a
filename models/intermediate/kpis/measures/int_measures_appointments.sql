-- Grain: kpi x day x dimension value, for KPIs of appointments.
with counted as (
    select
        appointment_date as measure_date,
        store_id,
        booking_channel as channel,
        count(*) as due_count,
        sum(case when status = 'completed' then 1 else 0 end) as completed_count,
        sum(case when status = 'no_show' then 1 else 0 end) as missed_count,
        sum(case when is_last_minute then 1 else 0 end) as last_minute_count,
        sum(case when status = 'completed' then price_amount else 0 end)
            as treated_amount
    from {{ ref('fct_appointments') }}
    where status != 'booked'
    group by 1, 2, 3
),

final as (
    {{ kpi_parts('counted', {'store': 'store_id', 'channel': 'channel'}, [
        ('booking_completion_rate', 'completed_count', 'due_count', 'due_count'),
        ('no_show_rate', 'missed_count', 'due_count', 'due_count'),
        (
            'last_minute_cancellation_rate',
            'last_minute_count',
            'due_count',
            'due_count'
        ),
        (
            'average_treatment_value',
            'treated_amount',
            'completed_count',
            'completed_count'
        )
    ]) }}
)

select * from final
