{{ config(schema='vault') }}

with judged as (
    {{ judged_records('support', 'tickets') }}
),

final as (
    select
        ticket_id,
        requester_email,
        account_id,
        order_id,
        channel,
        category,
        priority,
        status,
        subject,
        body,
        reject_reason,
        satisfaction_score,
        created_at,
        first_replied_at,
        solved_at
    from judged
)

select * from final
