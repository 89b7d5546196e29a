-- Grain: customer x line of business x context x trait x snapshot: how many texts the
-- customer wrote in the year before, in which tone, and on which themes, by the themes
-- that were known when they were written.
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

snapshots as (
    select * from {{ ref('int_snapshots_consented') }}
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

monthly as (
    select
        customer_id,
        business_line,
        document_type,
        cast({{ dbt.date_trunc('month', 'document_date') }} as date) as month_date,
        count(*) as text_count,
        sum(sentiment) as tone,
        sum(case when sentiment <= -0.05 then 1 else 0 end) as complaints,
        count(theme_number) as themed_count,
        sum(case when theme_number = 1 then 1 else 0 end) as theme_1,
        sum(case when theme_number = 2 then 1 else 0 end) as theme_2,
        sum(case when theme_number = 3 then 1 else 0 end) as theme_3,
        sum(case when theme_number = 4 then 1 else 0 end) as theme_4,
        sum(case when theme_number = 5 then 1 else 0 end) as theme_5,
        sum(case when theme_number = 6 then 1 else 0 end) as theme_6
    from placed
    group by 1, 2, 3, 4
),

yearly as (
    select
        monthly.customer_id,
        monthly.business_line,
        monthly.document_type,
        snapshots.snapshot_date,
        sum(monthly.text_count) as text_count,
        sum(monthly.tone) as tone,
        sum(monthly.complaints) as complaints,
        sum(monthly.themed_count) as themed_count,
        sum(monthly.theme_1) as theme_1,
        sum(monthly.theme_2) as theme_2,
        sum(monthly.theme_3) as theme_3,
        sum(monthly.theme_4) as theme_4,
        sum(monthly.theme_5) as theme_5,
        sum(monthly.theme_6) as theme_6
    from monthly
    inner join snapshots
        on monthly.customer_id = snapshots.customer_id
            and {{ is_in_year_before('monthly.month_date', 'snapshots.snapshot_date') }}
    group by 1, 2, 3, 4
),

final as (
    select
        yearly.customer_id,
        yearly.business_line,
        traits.context,
        traits.feature,
        cast(sum(traits.occasion_count) as bigint) as occasion_count,
        cast(sum(traits.trait_sum) as double) as trait_sum,
        yearly.snapshot_date
    from yearly
    cross join
        lateral (
            values
            ('has_text', 'all', text_count, text_count),
            ('tone', document_type, text_count, tone),
            ('complaints', document_type, text_count, complaints),
            ('theme_1', business_line, themed_count, theme_1),
            ('theme_2', business_line, themed_count, theme_2),
            ('theme_3', business_line, themed_count, theme_3),
            ('theme_4', business_line, themed_count, theme_4),
            ('theme_5', business_line, themed_count, theme_5),
            ('theme_6', business_line, themed_count, theme_6)
        ) as traits (feature, context, occasion_count, trait_sum)
    where traits.occasion_count > 0
    group by 1, 2, 3, 4, 7
)

select * from final
