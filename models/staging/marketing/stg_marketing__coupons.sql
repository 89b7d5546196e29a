with judged as (
    {{ judged_records('marketing', 'coupons') }}
),

final as (
    select
        campaign_id,
        coupon_id,
        product_id,
        reject_reason
    from judged
)

select * from final
