-- Grain: customer x snapshot date. Nothing adds up over snapshots.
with segmented as (
    select * from {{ ref('int_margin_segments') }}
),

final as (
    select
        customer_id,
        margin_segment,
        previous_margin_segment,
        margin_tier,
        discount_dependence,
        return_cost,
        cast(rfm_order_count as integer) as order_count,
        cast(rfm_net_sales_amount as decimal(18, 2)) as net_sales_amount,
        cast(contribution_amount as decimal(18, 2)) as contribution_amount,
        cast(contribution_share as double) as contribution_share,
        cast(usual_contribution_share as double) as usual_contribution_share,
        cast(discounted_order_share as double) as discounted_order_share,
        cast(refund_share as double) as refund_share,
        is_as_of_date,
        snapshot_date
    from segmented
)

select * from final
