-- Grain: customer x line of business x kind of text x month: how many texts somebody
-- wrote, in which tone, and on which themes, by the themes that were known when they
-- were written.
with texts as (
    select * from {{ ref('int_voice_masked') }}
),

contexts as (
    select * from {{ ref('int_voice_contexts') }}
    where customer_id != 'unknown'
    {{ and_touched() }}
),

scores as (
    select * from {{ ref('int_documents_scored') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

placed as (
    select
        contexts.customer_id,
        coalesce(contexts.business_line, 'none') as business_line,
        texts.document_type,
        scores.sentiment,
        scores.theme_number_then as theme_number,
        {{ local_date('texts.written_at', 'company') }} as document_date
    from texts
    inner join scores on texts.document_id = scores.document_id
    inner join contexts
        on texts.source_table = contexts.source_table
            and texts.source_id = contexts.source_id
),

final as (
    select
        customer_id,
        business_line,
        document_type,
        count(*) as text_count,
        count(theme_number) as themed_count,
        1 as has_text,
        sum(sentiment) as tone,
        count(case when sentiment <= -0.05 then 1 end) as complaints,
        count(case when theme_number = 1 then 1 end) as theme_1,
        count(case when theme_number = 2 then 1 end) as theme_2,
        count(case when theme_number = 3 then 1 end) as theme_3,
        count(case when theme_number = 4 then 1 end) as theme_4,
        count(case when theme_number = 5 then 1 end) as theme_5,
        count(case when theme_number = 6 then 1 end) as theme_6,
        cast({{ dbt.date_trunc('month', 'document_date') }} as date) as month_date
    from placed
    group by 1, 2, 3, 15
)

select * from final
