{{ config(schema='vault') }}

with judged as (
    {{ judged_records('crm', 'leads') }}
),

final as (
    select
        lead_id,
        contact_id,
        account_id,
        opportunity_id,
        email,
        anonymous_id,
        source,
        channel,
        campaign_id,
        status,
        reject_reason,
        created_at,
        qualified_at,
        converted_at
    from judged
)

select * from final
