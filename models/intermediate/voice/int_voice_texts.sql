-- Grain: one row per text that somebody wrote or said, as written. Names people: it
-- stays in the vault.
{{ config(schema='vault') }}

with reviews as (
    select * from {{ ref('stg_voice__reviews') }}
    where reject_reason is null
),

mentions as (
    select * from {{ ref('stg_voice__social_mentions') }}
    where reject_reason is null
),

responses as (
    select * from {{ ref('stg_voice__survey_responses') }}
    where reject_reason is null
),

notes as (
    select * from {{ ref('stg_voice__research_notes') }}
    where reject_reason is null
),

tickets as (
    select * from {{ ref('stg_support__tickets') }}
    where reject_reason is null
),

-- What is published may be quoted; what was said to the company, with consent alone.
texts as (
    select
        'reviews' as source_table,
        review_id as source_id,
        'review' as document_type,
        platform as channel,
        language,
        concat_ws('. ', title, body) as text,
        true as is_quotable,
        reviewed_at as written_at
    from reviews
    union all
    select
        'social_mentions' as source_table,
        mention_id as source_id,
        'social mention' as document_type,
        network as channel,
        language,
        body as text,
        true as is_quotable,
        mentioned_at as written_at
    from mentions
    union all
    select
        'survey_responses' as source_table,
        concat_ws(':', response_id, question_code) as source_id,
        'survey answer' as document_type,
        channel,
        null as language,
        answer_text as text,
        false as is_quotable,
        answered_at as written_at
    from responses
    union all
    select
        'research_notes' as source_table,
        note_id as source_id,
        method as document_type,
        null as channel,
        null as language,
        body as text,
        coalesce(has_consent, false) as is_quotable,
        recorded_at as written_at
    from notes
    union all
    select
        'tickets' as source_table,
        ticket_id as source_id,
        'ticket' as document_type,
        channel,
        null as language,
        concat_ws('. ', subject, body) as text,
        false as is_quotable,
        created_at as written_at
    from tickets
),

final as (
    select
        concat_ws(':', source_table, source_id) as document_id,
        source_table,
        source_id,
        document_type,
        channel,
        lower(language) as language,
        text,
        is_quotable,
        cast(written_at as timestamp) as written_at
    from texts
    where trim(text) != '' and written_at is not null
)

select * from final
