with judged as (
    {{ judged_records('marketing', 'ad_spend') }}
),

final as (
    select
        channel,
        campaign_id,
        city,
        reject_reason,
        spend_amount,
        reach_count,
        impression_count,
        click_count,
        spend_date
    from judged
)

select * from final
