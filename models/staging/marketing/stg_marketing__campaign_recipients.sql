with judged as (
    {{ judged_records('marketing', 'campaign_recipients') }}
),

final as (
    select
        campaign_id,
        loyalty_member_id,
        reject_reason,
        sent_at
    from judged
)

select * from final
