with judged as (
    {{ judged_records('product', 'subscriptions') }}
),

final as (
    select
        subscription_id,
        account_id,
        plan_id,
        status,
        end_reason,
        reject_reason,
        seat_count,
        monthly_amount,
        valid_from_date,
        valid_to_date
    from judged
)

select * from final
