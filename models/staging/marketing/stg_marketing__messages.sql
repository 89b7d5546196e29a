{{ config(schema='vault') }}

with judged as (
    {{ judged_records('marketing', 'messages') }}
),

final as (
    select
        message_id,
        campaign_id,
        template_id,
        channel,
        recipient_email,
        loyalty_member_id,
        reject_reason,
        sent_at
    from judged
)

select * from final
