{{ config(schema='vault') }}

with judged as (
    {{ judged_records('product', 'users') }}
),

final as (
    select
        user_id,
        account_id,
        email,
        usage_role,
        reject_reason,
        created_at
    from judged
)

select * from final
