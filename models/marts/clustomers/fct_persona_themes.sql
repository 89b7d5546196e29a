-- Grain: persona x theme x metric (theme: share of their texts that is about it; pain:
-- share of those that is negative), of texts of the last 365 days. A quote stands for
-- enough people, and is the last that may be given.
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
        case when documents.tone = 'negative' then 1 else 0 end as is_negative,
        quotes.quote,
        row_number() over (
            partition by members.persona_id, documents.theme_id
            order by
                quotes.quote is not null desc nulls last,
                documents.written_at desc nulls last,
                documents.document_id asc nulls last
        ) as quote_rank
    from documents
    inner join members on documents.customer_id = members.customer_id
    cross join as_of
    left join quotes on documents.document_id = quotes.document_id
    where documents.document_date
        > {{ dbt.dateadd('day', -365, 'as_of.as_of_date') }}
),

counted as (
    select
        persona_id,
        theme_id,
        count(*) as text_count,
        count(distinct customer_id) as customer_count,
        sum(is_negative) as negative_count,
        max(case when quote_rank = 1 then quote end) as quote
    from said
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

measured as (
    select
        persona_id,
        theme_id,
        customer_count,
        quote,
        'theme' as metric,
        persona_text_count as observation_count,
        cast(text_count as double) / nullif(persona_text_count, 0) as persona_value,
        cast(other_text_count as double) / nullif(others_text_count, 0) as others_value
    from compared
    union all
    select
        persona_id,
        theme_id,
        customer_count,
        quote,
        'pain' as metric,
        text_count as observation_count,
        cast(negative_count as double) / nullif(text_count, 0) as persona_value,
        cast(other_negative_count as double)
        / nullif(other_text_count, 0) as others_value
    from compared
),

final as (
    select
        measured.persona_id,
        measured.metric,
        measured.theme_id,
        themes.theme_name,
        measured.quote,
        cast(measured.observation_count as integer) as observation_count,
        cast(measured.customer_count as integer) as customer_count,
        measured.persona_value,
        measured.others_value
    from measured
    inner join themes on measured.theme_id = themes.theme_id
    where measured.customer_count >= {{ var('min_group_size') }}
)

select * from final
