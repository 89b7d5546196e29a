-- Grain: theme version x number of themes that it tried, and one row (theme_count 0)
-- for a version that had too little to try any.
with fits as (
    select * from {{ ref('int_themes_fitted') }}
),

versions as (
    select * from fits
    where row_kind = 'version'
),

candidates as (
    select * from fits
    where row_kind = 'candidate'
),

final as (
    select
        cast(versions.theme_version as integer) as theme_version,
        cast(coalesce(candidates.theme_count, 0) as integer) as theme_count,
        cast(versions.reason as varchar) as reason,
        cast(versions.document_count as integer) as document_count,
        cast(candidates.stability as double) as stability,
        cast(candidates.weakest_stability as double) as weakest_stability,
        cast(candidates.explained_share as double) as explained_share,
        cast(candidates.null_explained_share as double) as null_explained_share,
        cast(versions.agreement as double) as agreement,
        coalesce(versions.theme_count = candidates.theme_count, false) as is_chosen,
        versions.is_published,
        cast(versions.fit_date as date) as fit_date
    from versions
    left join candidates on versions.theme_version = candidates.theme_version
)

select * from final
