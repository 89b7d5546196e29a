-- Grain: published version x theme: its words, the weightiest first, and its name, made
-- of three of them.
with fits as (
    select * from {{ ref('int_themes_fitted') }}
),

versions as (
    select * from fits
    where row_kind = 'version' and is_published
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

final as (
    select
        theme_number,
        theme_version,
        {{ listed('case when word_rank <= 3 then word end', ', ', 'word_rank') }}
            as theme_name,
        {{ listed('word', ', ', 'word_rank') }} as words
    from ranked
    group by 1, 2
)

select * from final
