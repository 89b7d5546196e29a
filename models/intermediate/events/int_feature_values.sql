-- Grain: feature x month end x value, with how many customers have it: there are far
-- fewer values than customers, rounded to what one would tell a person.
with snapshots as (
    select * from {{ ref('int_customer_features') }}
    where is_month_end
),

features as (
    select
        'days_since_last_order' as feature_name,
        cast(days_since_last_order as double) as feature_value,
        snapshot_date
    from snapshots
    union all
    select
        'order_count_90d' as feature_name,
        cast(order_count_90d as double) as feature_value,
        snapshot_date
    from snapshots
    union all
    select
        'average_order_amount' as feature_name,
        round(average_order_amount, 1) as feature_value,
        snapshot_date
    from snapshots
    union all
    select
        'discount_share' as feature_name,
        round(discount_share, 3) as feature_value,
        snapshot_date
    from snapshots
),

final as (
    select
        feature_name,
        feature_value,
        count(*) as customer_count,
        snapshot_date
    from features
    where feature_value is not null
    group by 1, 2, 4
)

select * from final
