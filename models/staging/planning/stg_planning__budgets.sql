with judged as (
    {{ judged_records('planning', 'budgets') }}
),

final as (
    select
        channel,
        city,
        reject_reason,
        budget_amount,
        budget_month_date
    from judged
)

select * from final
