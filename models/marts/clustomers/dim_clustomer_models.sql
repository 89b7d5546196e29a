-- Grain: one row per line of business, and one for all: whether there are clustomers,
-- how stable they were when found, and whether they still hold; or why there are none.
with stores as (
    select * from {{ ref('dim_stores') }}
    where business_line is not null
),

observed as (
    select * from {{ ref('int_customers_observed') }}
),

requirements as (
    select min(remedy) as remedy
    from {{ ref('dim_prediction_requirements') }}
    where output = 'clustomers' and not is_met
),

versions as (
    select * from {{ ref('fct_clustomer_versions') }}
    where is_in_force
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

parameters as (
    select
        business_line,
        cluster_version,
        feature
    from {{ ref('fct_clustomer_parameters') }}
    where feature_weight > 0
    group by 1, 2, 3
),

-- Of the features that count, the one that has shifted most.
drifted as (
    select
        diagnostics.business_line,
        max(diagnostics.metric_value) as largest_psi
    from {{ ref('fct_clustomer_diagnostics') }} as diagnostics
    inner join versions
        on diagnostics.business_line = versions.business_line
            and diagnostics.cluster_version = versions.cluster_version
    inner join parameters
        on diagnostics.business_line = parameters.business_line
            and diagnostics.cluster_version = parameters.cluster_version
            and diagnostics.feature = parameters.feature
    where diagnostics.metric = 'psi'
        and diagnostics.snapshot_date = (select as_of_date from as_of)
    group by 1
),

populations as (
    select 'all' as business_line
    union all
    select business_line
    from stores
    group by 1
),

counted as (
    select
        observed.business_line,
        count(*) as customer_count
    from observed
    inner join as_of on observed.snapshot_date = as_of.as_of_date
    group by 1
),

final as (
    select
        populations.business_line,
        case
            when versions.business_line is null then 'refused'
            when not versions.is_stable then 'split only'
            when versions.smallest_refit_ari < 0.8 then 'no longer holds'
            else 'stable'
        end as status,
        case
            when not versions.is_stable
                then 'No number of clusters is stable and clearer than chance.'
            when versions.smallest_refit_ari < 0.8
                then 'A refit no longer finds these clusters, and no others pass yet.'
            when versions.business_line is not null
                then 'Found again in resamples, and clearer than chance.'
            when requirements.remedy is not null then requirements.remedy
            else concat_ws(
                    ' ',
                    'Of 200 customers with',
                    {{ var('clustomer_minimum_orders') }},
                    'orders in the year before there are',
                    coalesce(counted.customer_count, 0)
                )
        end as reason,
        cast(versions.cluster_version as integer) as cluster_version,
        cast(coalesce(versions.clustomer_count, 0) as integer) as clustomer_count,
        cast(coalesce(counted.customer_count, 0) as integer) as customer_count,
        cast(versions.bootstrap_ari as double) as bootstrap_ari,
        cast(versions.smallest_jaccard as double) as smallest_jaccard,
        cast(versions.silhouette as double) as silhouette,
        cast(versions.null_silhouette as double) as null_silhouette,
        cast(versions.smallest_refit_ari as double) as smallest_refit_ari,
        cast(drifted.largest_psi as double) as largest_psi,
        coalesce(
            versions.is_stable and coalesce(versions.smallest_refit_ari, 1) >= 0.8,
            false
        ) as is_valid,
        cast(versions.fitted_date as date) as fitted_date,
        cast(versions.reviewed_date as date) as reviewed_date
    from populations
    cross join requirements
    left join versions on populations.business_line = versions.business_line
    left join counted on populations.business_line = counted.business_line
    left join drifted on populations.business_line = drifted.business_line
)

select * from final
