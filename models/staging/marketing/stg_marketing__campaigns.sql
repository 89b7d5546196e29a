with judged as (
    {{ judged_records('marketing', 'campaigns') }}
),

final as (
    select
        campaign_id,
        campaign_name,
        campaign_type,
        channel,
        reject_reason,
        cost_amount,
        start_date,
        end_date
    from judged
)

select * from final
