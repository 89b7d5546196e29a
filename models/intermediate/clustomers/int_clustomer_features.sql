-- Grain: clustomer x feature on the as-of date: how far its customers lie from all
-- customers, in standard deviations.
with members as (
    select * from {{ ref('fct_customer_clustomers') }}
    where is_as_of_date
),

features as (
    select * from {{ ref('int_cluster_features') }}
),

long as (
    select
        members.clustomer_id,
        named.feature,
        named.feature_value
    from members
    inner join features
        on members.customer_id = features.customer_id
            and members.snapshot_date = features.snapshot_date
    cross join lateral (
        values
        ('order_count_90d', order_count_90d),
        ('items_per_order_90d', items_per_order_90d),
        ('average_item_amount_90d', average_item_amount_90d),
        ('discount_share_90d', discount_share_90d),
        ('weekend_order_share_90d', weekend_order_share_90d)
    ) as named (feature, feature_value)
),

overall as (
    select
        feature,
        avg(feature_value) as mean_value,
        stddev_samp(feature_value) as deviation
    from long
    group by 1
),

final as (
    select
        long.clustomer_id,
        long.feature,
        count(*) as customer_count,
        avg(long.feature_value) as feature_value,
        max(overall.mean_value) as overall_value,
        (avg(long.feature_value) - max(overall.mean_value))
        / nullif(max(overall.deviation), 0) as difference
    from long
    inner join overall on long.feature = overall.feature
    group by 1, 2
)

select * from final
