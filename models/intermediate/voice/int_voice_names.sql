-- Grain: one row per word that is a name of somebody on file. A name that people also
-- write in small letters, or that the list of words holds, is an ordinary word too.
{{ config(schema='vault') }}

with records as (
    select * from {{ ref('int_customer_records_stated') }}
),

texts as (
    select * from {{ ref('int_voice_texts') }}
),

listed as (
    select * from {{ ref('voice_words') }}
),

stated as (
    select {{ word_rows('first_name') }} as name from records
    union all
    select {{ word_rows('last_name') }} as name from records
),

-- One row per name, however many bear it.
names as (
    select distinct name from stated
    where length(name) >= 3 and name != lower(name)
),

words as (
    select
        document_id,
        {{ word_rows(masked('text')) }} as word
    from texts
),

written_small as (
    select
        names.name,
        count(distinct words.document_id) as document_count
    from words
    inner join names on words.word = lower(names.name)
    group by 1
),

final as (
    select
        names.name,
        coalesce(max(written_small.document_count), 0) >= 3
        or count(listed.word) > 0 as is_ordinary_word
    from names
    left join written_small on names.name = written_small.name
    left join listed on lower(names.name) = listed.word
    group by 1
)

select * from final
