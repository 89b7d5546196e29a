with judged as (
    {{ judged_records('planning', 'fiscal_calendar') }}
),

final as (
    select
        reject_reason,
        fiscal_year,
        fiscal_period,
        start_date,
        end_date
    from judged
)

select * from final
