-- Grain: customer x snapshot date, for customers with an order in the last 90 days. How
-- they buy, in features that look back over one window, so that they compare over time.
-- Empty when there is too little evidence.
with features as (
    select * from {{ ref('int_customer_features') }}
    where order_count_90d > 0
),

allowed as (
    select * from {{ ref('int_predictions_allowed') }}
    where output = 'clustomers' and is_allowed
),

final as (
    select
        features.customer_id,
        cast(features.order_count_90d as double) as order_count_90d,
        cast(features.items_per_order_90d as double) as items_per_order_90d,
        cast(features.average_item_amount_90d as double) as average_item_amount_90d,
        cast(coalesce(features.discount_share_90d, 0) as double) as discount_share_90d,
        cast(features.weekend_order_share_90d as double) as weekend_order_share_90d,
        features.snapshot_date
    from features
    cross join allowed
)

select * from final
