with judged as (
    {{ judged_records('crm', 'opportunities') }}
),

final as (
    select
        opportunity_id,
        account_id,
        contact_id,
        lead_id,
        opportunity_name,
        stage,
        plan_id,
        owner_role,
        loss_reason,
        reject_reason,
        amount,
        is_won,
        expected_close_date,
        created_at,
        closed_at
    from judged
)

select * from final
