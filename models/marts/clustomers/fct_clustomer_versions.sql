-- Grain: line of business, or all, x version of the clusters: what its search found,
-- against resamples and against a cloud without clusters, and how well refits found it
-- again. Nothing adds up.
with diagnostics as (
    select * from {{ ref('ml_cluster_diagnostics') }}
),

versions as (
    select
        business_line,
        cluster_version,
        min(snapshot_date) as fitted_date
    from diagnostics
    where metric = 'model_variance'
    group by 1, 2
),

sizes as (
    select
        business_line,
        cluster_version,
        count(distinct cluster_number) as clustomer_count
    from diagnostics
    where metric = 'model_center'
    group by 1, 2
),

searched as (
    select
        versions.business_line,
        versions.cluster_version,
        versions.fitted_date,
        sizes.clustomer_count,
        max(case when diagnostics.metric = 'is_stable' then metric_value end)
            as is_stable,
        max(case when diagnostics.metric = 'customer_count' then metric_value end)
            as customer_count,
        max(case when diagnostics.metric = 'k_bootstrap_ari' then metric_value end)
            as bootstrap_ari,
        max(case when diagnostics.metric = 'k_min_jaccard' then metric_value end)
            as smallest_jaccard,
        max(case when diagnostics.metric = 'k_silhouette' then metric_value end)
            as silhouette,
        max(case when diagnostics.metric = 'k_null_silhouette' then metric_value end)
            as null_silhouette
    from versions
    inner join sizes
        on versions.business_line = sizes.business_line
            and versions.cluster_version = sizes.cluster_version
    inner join diagnostics
        on versions.business_line = diagnostics.business_line
            and versions.cluster_version = diagnostics.cluster_version
            and versions.fitted_date = diagnostics.snapshot_date
            and sizes.clustomer_count = coalesce(diagnostics.k, sizes.clustomer_count)
    group by 1, 2, 3, 4
),

reviewed as (
    select
        business_line,
        cluster_version,
        max(snapshot_date) as reviewed_date,
        min(metric_value) as smallest_refit_ari
    from diagnostics
    where metric = 'review_refit_ari'
    group by 1, 2
),

final as (
    select
        searched.business_line,
        cast(searched.cluster_version as integer) as cluster_version,
        cast(searched.clustomer_count as integer) as clustomer_count,
        cast(searched.customer_count as integer) as customer_count,
        cast(searched.bootstrap_ari as double) as bootstrap_ari,
        cast(searched.smallest_jaccard as double) as smallest_jaccard,
        cast(searched.silhouette as double) as silhouette,
        cast(searched.null_silhouette as double) as null_silhouette,
        cast(reviewed.smallest_refit_ari as double) as smallest_refit_ari,
        searched.is_stable = 1 as is_stable,
        row_number() over (
            partition by searched.business_line
            order by searched.cluster_version desc nulls last
        ) = 1 as is_in_force,
        cast(searched.fitted_date as date) as fitted_date,
        cast(reviewed.reviewed_date as date) as reviewed_date
    from searched
    left join reviewed
        on searched.business_line = reviewed.business_line
            and searched.cluster_version = reviewed.cluster_version
)

select * from final
