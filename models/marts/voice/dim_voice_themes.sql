-- Grain: one row per theme that a published version holds or held. Documents are
-- counted by their main theme, under the version in force.
with fits as (
    select * from {{ ref('int_themes_fitted') }}
),

documents as (
    select * from {{ ref('fct_voice_documents') }}
    where theme_id is not null
),

versions as (
    select * from fits
    where row_kind = 'version' and is_published
),

in_force as (
    select max(theme_version) as theme_version from versions
),

terms as (
    select
        fits.theme_version,
        fits.theme_number,
        coalesce(fits.word, fits.term) as word,
        row_number() over (
            partition by fits.theme_version, fits.theme_number
            order by fits.weight desc nulls last, fits.term asc nulls last
        ) as word_rank
    from fits
    inner join versions on fits.theme_version = versions.theme_version
    where fits.row_kind = 'term'
),

-- Two terms may be spelled alike, such as a word and its translation.
spelled as (
    select
        theme_version,
        theme_number,
        word,
        min(word_rank) as word_rank
    from terms
    where word_rank <= 12
    group by 1, 2, 3
),

ranked as (
    select
        theme_version,
        theme_number,
        word,
        row_number() over (
            partition by theme_version, theme_number
            order by word_rank asc nulls last, word asc nulls last
        ) as word_rank
    from spelled
),

named as (
    select
        theme_number,
        theme_version,
        {{ listed('case when word_rank <= 3 then word end', ', ', 'word_rank') }}
            as theme_name,
        {{ listed('word', ', ', 'word_rank') }} as words
    from ranked
    group by 1, 2
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
