-- Grain: one row per text that somebody wrote or said. Texts are masked; sentiment and
-- weights of themes are for means, not sums.
with texts as (
    select * from {{ ref('int_voice_masked') }}
),

contexts as (
    select * from {{ ref('int_voice_contexts') }}
),

scores as (
    select * from {{ ref('int_documents_scored') }}
),

weights as (
    select
        'survey_responses' as source_table,
        concat_ws(':', response_id, question_code) as source_id,
        nonresponse_weight
    from {{ ref('int_survey_weights') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

final as (
    select
        texts.document_id,
        texts.source_table,
        texts.source_id,
        coalesce(contexts.customer_id, 'unknown') as customer_id,
        coalesce(contexts.store_id, 'unknown') as store_id,
        contexts.product_id,
        contexts.study_id,
        contexts.hypothesis_id,
        'theme-' || scores.theme_number as theme_id,
        'theme-' || scores.second_theme_number as second_theme_id,
        replace(texts.document_type, '_', ' ') as document_type,
        texts.channel,
        contexts.business_line,
        cast(scores.language as varchar) as language,
        contexts.question_code,
        contexts.question_text,
        contexts.wave,
        texts.text,
        case
            when scores.sentiment >= 0.05 then 'positive'
            when scores.sentiment <= -0.05 then 'negative'
            else 'neutral'
        end as tone,
        cast(scores.theme_basis as varchar) as theme_basis,
        cast(scores.theme_version as integer) as theme_version,
        cast(scores.sentiment as double) as sentiment,
        cast(scores.theme_weight as double) as theme_weight,
        contexts.score_share,
        cast(weights.nonresponse_weight as double) as nonresponse_weight,
        texts.is_quotable,
        texts.was_masked,
        {{ local_date('texts.written_at', 'company') }} as document_date,
        texts.written_at,
        contexts.invited_at
    from texts
    inner join scores on texts.document_id = scores.document_id
    left join contexts
        on texts.source_table = contexts.source_table
            and texts.source_id = contexts.source_id
    left join weights
        on texts.source_table = weights.source_table
            and texts.source_id = weights.source_id
)

select * from final
