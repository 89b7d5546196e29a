-- Grain: store, practice or sales team x reason to act: a sentence of the seed
-- frontline_sentences. No row means that there is nothing to do.
with matters as (
    select * from {{ ref('fct_frontline_matters') }}
),

sentences as (
    select * from {{ ref('frontline_sentences') }}
),

final as (
    select
        sentences.role_id,
        matters.unit_id,
        matters.sentence_id,
        matters.detail,
        {{ filled('sentences.sentence', {
            'hour': 'matters.detail',
            'weather': 'matters.detail',
            'count': 'cast(matters.matter_count as varchar)',
            'share': "cast(cast(round(matters.total) as integer) as varchar) || '%'",
            'total': 'cast(cast(matters.total as integer) as varchar)'
        }) }} as sentence,
        matters.matter_count
    from matters
    inner join sentences on matters.sentence_id = sentences.sentence_id
)

select * from final
