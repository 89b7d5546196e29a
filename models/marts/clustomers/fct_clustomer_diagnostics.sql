-- Grain: line of business, or all, x version x snapshot x metric x cluster x feature x
-- k. Why there are as many clustomers as there are, how stable they are, and how far
-- customers have drifted since. Nothing adds up.
with diagnostics as (
    select * from {{ ref('ml_cluster_diagnostics') }}
),

final as (
    select
        md5(concat_ws(
            '|',
            business_line,
            cluster_version,
            cast(snapshot_date as date),
            metric,
            coalesce(cluster_number, 0),
            coalesce(feature, ''),
            coalesce(k, 0)
        )) as diagnostic_id,
        business_line,
        metric,
        feature,
        cast(cluster_version as integer) as cluster_version,
        cast(cluster_number as integer) as cluster_number,
        cast(k as integer) as k,
        cast(metric_value as double) as metric_value,
        cast(snapshot_date as date) as snapshot_date
    from diagnostics
)

select * from final
