with judged as (
    {{ judged_records('crm', 'accounts') }}
),

final as (
    select
        account_id,
        account_name,
        domain,
        industry,
        country,
        city,
        product_tier,
        owner_role,
        reject_reason,
        employee_count,
        created_at
    from judged
)

select * from final
