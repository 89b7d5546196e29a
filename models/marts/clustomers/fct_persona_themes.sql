-- Grain: persona x theme that enough of its members wrote about in the last 365 days:
-- how much of what they write, how much of it ill, against the others. A quote has the
-- tone of most, and is the last that may be given.
with documents as (
    select * from {{ ref('fct_voice_documents') }}
    where theme_id is not null and customer_id != 'unknown'
),

members as (
    select * from {{ ref('fct_persona_members') }}
),

themes as (
    select * from {{ ref('dim_voice_themes') }}
),

quotes as (
    select * from {{ ref('int_quotes') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

said as (
    select
        members.persona_id,
        documents.theme_id,
        documents.customer_id,
        documents.document_id,
        documents.written_at,
        case when documents.tone = 'negative' then 1 else 0 end as is_negative,
        avg(case when documents.tone = 'negative' then 1.0 else 0.0 end) over (
            partition by members.persona_id, documents.theme_id
        ) as negative_share,
        quotes.quote
    from documents
    inner join members on documents.customer_id = members.customer_id
    cross join as_of
    left join quotes on documents.document_id = quotes.document_id
    where documents.document_date
        > {{ dbt.dateadd('day', -365, 'as_of.as_of_date') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by persona_id, theme_id
            order by
                quote is not null desc nulls last,
                abs(is_negative - negative_share) asc nulls last,
                written_at desc nulls last,
                document_id asc nulls last
        ) as quote_rank
    from said
),

counted as (
    select
        persona_id,
        theme_id,
        count(*) as text_count,
        count(distinct customer_id) as customer_count,
        sum(is_negative) as negative_count,
        max(case when quote_rank = 1 then quote end) as quote
    from ranked
    group by 1, 2
),

compared as (
    select
        *,
        sum(text_count) over (partition by persona_id) as persona_text_count,
        sum(text_count) over (partition by theme_id) - text_count as other_text_count,
        sum(negative_count) over (partition by theme_id)
        - negative_count as other_negative_count,
        sum(text_count) over ()
        - sum(text_count) over (partition by persona_id) as others_text_count
    from counted
),

final as (
    select
        compared.persona_id,
        compared.theme_id,
        themes.theme_name,
        compared.quote,
        cast(compared.text_count as integer) as text_count,
        cast(compared.persona_text_count as integer) as persona_text_count,
        cast(compared.customer_count as integer) as customer_count,
        cast(compared.text_count as double)
        / nullif(compared.persona_text_count, 0) as theme_share,
        cast(compared.other_text_count as double)
        / nullif(compared.others_text_count, 0) as others_theme_share,
        cast(compared.negative_count as double)
        / nullif(compared.text_count, 0) as negative_share,
        cast(compared.other_negative_count as double)
        / nullif(compared.other_text_count, 0) as others_negative_share
    from compared
    inner join themes on compared.theme_id = themes.theme_id
    where compared.customer_count >= {{ var('min_group_size') }}
)

select * from final
