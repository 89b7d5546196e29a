with judged as (
    {{ judged_records('context', 'weather') }}
),

final as (
    select
        city,
        reject_reason,
        rain_millimetres,
        temperature_max_celsius,
        temperature_min_celsius,
        sunshine_hours,
        weather_date
    from judged
)

select * from final
