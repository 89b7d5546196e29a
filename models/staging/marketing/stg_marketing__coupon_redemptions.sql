with judged as (
    {{ judged_records('marketing', 'coupon_redemptions') }}
),

final as (
    select
        redemption_id,
        campaign_id,
        coupon_id,
        loyalty_member_id,
        reject_reason,
        redeemed_at
    from judged
)

select * from final
