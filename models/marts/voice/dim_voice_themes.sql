-- Grain: one row per theme that a published version holds or held. Documents are
-- counted by their main theme, under the version in force.
with named as (
    select * from {{ ref('int_themes_named') }}
),

documents as (
    select * from {{ ref('fct_voice_documents') }}
    where theme_id is not null
),

in_force as (
    select max(theme_version) as theme_version from named
),

lives as (
    select
        theme_number,
        min(theme_version) as first_version,
        max(theme_version) as last_version
    from named
    group by 1
),

counted as (
    select
        theme_id,
        count(*) as document_count,
        count(distinct nullif(customer_id, 'unknown')) as customer_count,
        avg(sentiment) as mean_sentiment,
        avg(case when tone = 'negative' then 1.0 else 0.0 end) as negative_share,
        min(document_date) as first_date,
        max(document_date) as last_date,
        cast(count(*) as double) / nullif(sum(count(*)) over (), 0) as document_share
    from documents
    group by 1
),

final as (
    select
        'theme-' || lives.theme_number as theme_id,
        named.theme_name,
        named.words,
        cast(lives.first_version as integer) as first_version,
        cast(lives.last_version as integer) as last_version,
        cast(coalesce(counted.document_count, 0) as integer) as document_count,
        cast(coalesce(counted.customer_count, 0) as integer) as customer_count,
        counted.document_share,
        counted.mean_sentiment,
        counted.negative_share,
        lives.last_version = in_force.theme_version as is_current,
        counted.first_date,
        counted.last_date
    from lives
    inner join named
        on lives.theme_number = named.theme_number
            and lives.last_version = named.theme_version
    cross join in_force
    left join counted on 'theme-' || lives.theme_number = counted.theme_id
)

select * from final
