-- Grain: clustomer x version x feature: the frozen model, by which a customer's
-- clustomer is plain SQL: put each feature in the clusters' units, take the nearest
-- center.
with diagnostics as (
    select * from {{ ref('ml_cluster_diagnostics') }}
    where metric like 'model_%'
),

centers as (
    select * from diagnostics
    where metric = 'model_center'
),

scales as (
    select
        business_line,
        cluster_version,
        feature,
        max(case when metric = 'model_lower' then metric_value end) as lower_bound,
        max(case when metric = 'model_upper' then metric_value end) as upper_bound,
        max(case when metric = 'model_mean' then metric_value end) as mean_value,
        max(case when metric = 'model_scale' then metric_value end) as scale,
        max(case when metric = 'model_weight' then metric_value end) as feature_weight,
        max(case when metric = 'model_is_logged' then metric_value end) = 1
            as is_logged
    from diagnostics
    where metric != 'model_center'
    group by 1, 2, 3
),

final as (
    select
        {{ clustomer_id('centers.business_line', 'centers.cluster_number') }}
            as clustomer_id,
        centers.business_line,
        centers.feature,
        cast(centers.cluster_version as integer) as cluster_version,
        cast(scales.lower_bound as double) as lower_bound,
        cast(scales.upper_bound as double) as upper_bound,
        cast(scales.mean_value as double) as mean_value,
        cast(scales.scale as double) as scale,
        cast(scales.feature_weight as double) as feature_weight,
        cast(centers.metric_value as double) as center_value,
        scales.is_logged,
        cast(centers.snapshot_date as date) as fitted_date
    from centers
    inner join scales
        on centers.business_line = scales.business_line
            and centers.cluster_version = scales.cluster_version
            and centers.feature = scales.feature
)

select * from final
