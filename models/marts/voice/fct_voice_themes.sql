-- Grain: theme x quarter x segment type x segment, where enough texts speak of it. A
-- text counts under its main theme and in all its segments, which do not add up.
with documents as (
    select
        *,
        cast({{ dbt.date_trunc('quarter', 'document_date') }} as date) as quarter_date
    from {{ ref('fct_voice_documents') }}
    where theme_id is not null
),

segments as (
    select * from {{ ref('fct_voice_segments') }}
),

quotes as (
    select * from {{ ref('int_quotes') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

said as (
    select
        segments.segment_type,
        segments.segment,
        documents.quarter_date,
        documents.theme_id,
        documents.document_id,
        documents.customer_id,
        documents.tone,
        documents.sentiment,
        quotes.quote,
        row_number() over (
            partition by
                segments.segment_type, segments.segment,
                documents.quarter_date, documents.theme_id
            order by
                quotes.quote is not null desc nulls last,
                documents.theme_weight desc nulls last,
                documents.document_id asc nulls last
        ) as quote_rank
    from documents
    inner join segments on documents.document_id = segments.document_id
    left join quotes on documents.document_id = quotes.document_id
),

counted as (
    select
        segment_type,
        segment,
        quarter_date,
        theme_id,
        count(*) as document_count,
        count(distinct nullif(customer_id, 'unknown')) as customer_count,
        avg(sentiment) as mean_sentiment,
        avg(case when tone = 'negative' then 1.0 else 0.0 end) as negative_share,
        max(case when quote_rank = 1 then quote end) as quote,
        sum(count(*)) over (partition by segment_type, segment, quarter_date)
            as segment_document_count,
        cast(count(*) as double) / nullif(
            sum(count(*)) over (partition by segment_type, segment, quarter_date), 0
        ) as document_share
    from said
    group by 1, 2, 3, 4
),

bounded as (
    select
        *,
        {{ wilson_low('document_share', 'segment_document_count') }} as share_low,
        {{ wilson_high('document_share', 'segment_document_count') }} as share_high
    from counted
),

compared as (
    select
        bounded.*,
        before.document_share as before_share,
        before.share_low as before_low,
        before.share_high as before_high
    from bounded
    left join bounded as before
        on bounded.segment_type = before.segment_type
            and bounded.segment = before.segment
            and bounded.theme_id = before.theme_id
            and bounded.quarter_date
            = cast({{ dbt.dateadd('month', 3, 'before.quarter_date') }} as date)
),

final as (
    select
        compared.theme_id,
        compared.segment_type,
        compared.segment,
        compared.quote,
        cast(compared.document_count as integer) as document_count,
        cast(compared.segment_document_count as integer) as segment_document_count,
        cast(compared.customer_count as integer) as customer_count,
        compared.document_share,
        compared.share_low,
        compared.share_high,
        document_share - before_share as share_change,
        {{ newcombe_low('document_share', 'share_low', 'before_share', 'before_high') }}
            as share_change_low,
        {{ newcombe_high('document_share', 'share_high', 'before_share', 'before_low')
        }} as share_change_high,
        compared.mean_sentiment,
        compared.negative_share,
        {{ dbt.dateadd('month', 3, 'compared.quarter_date') }}
        <= {{ dbt.dateadd('day', 1, 'as_of.as_of_date') }} as is_complete_quarter,
        compared.quarter_date
    from compared
    cross join as_of
    where compared.document_count >= {{ var('min_group_size') }}
)

select * from final
