-- Grain: one row per text, in which nothing names a person: e-mail addresses, numbers
-- and the names of people on file are masked before anything reads it. A name that is
-- an ordinary word too is masked beside another name only.
with texts as (
    select * from {{ ref('int_voice_texts') }}
),

names as (
    select * from {{ ref('int_voice_names') }}
),

without_numbers as (
    select
        texts.*,
        {{ masked('texts.text') }} as numbers_masked
    from texts
),

words as (
    select
        document_id,
        {{ word_rows('numbers_masked') }} as word
    from without_numbers
),

-- One row per text and name in it.
met as (
    select distinct
        words.document_id,
        names.name,
        names.is_ordinary_word
    from words
    inner join names on words.word = names.name
),

named as (
    select
        document_id,
        {{ listed('name', '|', 'name') }} as names
    from met
    group by 1
    having count(*) > 1 or min(case when is_ordinary_word then 1 else 0 end) = 0
),

final as (
    select
        without_numbers.document_id,
        without_numbers.source_table,
        without_numbers.source_id,
        without_numbers.document_type,
        without_numbers.channel,
        without_numbers.language,
        case
            when named.names is null then without_numbers.numbers_masked
            else {{ names_masked('without_numbers.numbers_masked', 'named.names') }}
        end as text,
        without_numbers.is_quotable,
        named.names is not null
        or without_numbers.numbers_masked != without_numbers.text as was_masked,
        without_numbers.written_at
    from without_numbers
    left join named on without_numbers.document_id = named.document_id
)

select * from final
