-- Grain: one row per text that may be quoted: published or with consent, short, with
-- nothing masked in it, and in words that many people use.
with texts as (
    select * from {{ ref('int_voice_masked') }}
),

words as (
    select
        document_id,
        {{ word_rows('lower(text)') }} as word
    from texts
),

common as (
    select word
    from words
    group by 1
    having count(distinct document_id) >= {{ var('min_group_size') }}
),

rare as (
    select words.document_id
    from words
    left join common on words.word = common.word
    where common.word is null
    group by 1
),

final as (
    select
        texts.document_id,
        texts.text as quote
    from texts
    left join rare on texts.document_id = rare.document_id
    where texts.is_quotable
        and not texts.was_masked
        and length(texts.text) between 40 and 280
        and rare.document_id is null
)

select * from final
