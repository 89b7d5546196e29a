-- Grain: feature x band x month end: how many customers lie in each fifth of the
-- feature, cut on the year before, so that each band held a fifth then.
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
        cast(average_order_amount as double) as feature_value,
        snapshot_date
    from snapshots
    union all
    select
        'discount_share' as feature_name,
        cast(discount_share as double) as feature_value,
        snapshot_date
    from snapshots
),

month_ends as (
    select snapshot_date
    from snapshots
    group by 1
),

cut_points as (
    select
        features.feature_name,
        month_ends.snapshot_date,
        percentile_cont(0.2) within group (order by features.feature_value asc) as p20,
        percentile_cont(0.4) within group (order by features.feature_value asc) as p40,
        percentile_cont(0.6) within group (order by features.feature_value asc) as p60,
        percentile_cont(0.8) within group (order by features.feature_value asc) as p80
    from month_ends
    inner join features
        on month_ends.snapshot_date > features.snapshot_date
            and {{ dbt.dateadd('month', -12, 'month_ends.snapshot_date') }}
            <= features.snapshot_date
    group by 1, 2
),

banded as (
    select
        cut_points.feature_name,
        cut_points.snapshot_date,
        features.snapshot_date = cut_points.snapshot_date as is_month,
        case
            when features.feature_value <= cut_points.p20 then 'lowest fifth'
            when features.feature_value <= cut_points.p40 then 'second fifth'
            when features.feature_value <= cut_points.p60 then 'third fifth'
            when features.feature_value <= cut_points.p80 then 'fourth fifth'
            else 'highest fifth'
        end as band
    from cut_points
    inner join features
        on cut_points.feature_name = features.feature_name
            and cut_points.snapshot_date >= features.snapshot_date
            and {{ dbt.dateadd('month', -12, 'cut_points.snapshot_date') }}
            <= features.snapshot_date
    where features.feature_value is not null
),

final as (
    select
        feature_name,
        band,
        count(case when is_month then 1 end) as month_count,
        count(case when not is_month then 1 end) as year_count,
        snapshot_date
    from banded
    group by 1, 2, 5
)

select * from final
