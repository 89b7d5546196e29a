{{ config(schema='vault') }}

with judged as (
    {{ judged_records('crm', 'contacts') }}
),

final as (
    select
        contact_id,
        account_id,
        email,
        phone,
        first_name,
        last_name,
        job_title,
        contact_role,
        street,
        postal_code,
        city,
        reject_reason,
        birth_date,
        created_at
    from judged
)

select * from final
