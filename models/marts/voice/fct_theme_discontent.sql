-- Grain: theme x line of business (or all) in which enough people spoke ill of it in
-- the last 365 days: how many, and what they are worth. Texts of lines do not add up to
-- all.
with documents as (
    select * from {{ ref('fct_voice_documents') }}
    where theme_id is not null
),

orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown'
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

recent as (
    select
        documents.theme_id,
        documents.business_line,
        documents.document_id,
        documents.customer_id,
        documents.tone,
        documents.sentiment
    from documents
    cross join as_of
    where documents.document_date
        > {{ dbt.dateadd('day', -365, 'as_of.as_of_date') }}
),

lined as (
    select
        *,
        'all' as need_line
    from recent
    union all
    select
        *,
        business_line as need_line
    from recent
    where business_line is not null
),

said as (
    select
        theme_id,
        need_line,
        count(*) as document_count,
        count(case when tone = 'negative' then 1 end) as negative_count,
        avg(sentiment) as mean_sentiment
    from lined
    group by 1, 2
    having count(case when tone = 'negative' then 1 end)
        >= {{ var('min_group_size') }}
),

-- Who spoke ill of it, once each.
discontent as (
    select
        theme_id,
        need_line,
        customer_id
    from lined
    where tone = 'negative' and customer_id != 'unknown'
    group by 1, 2, 3
),

worth as (
    select
        orders.customer_id,
        sum(orders.contribution_amount) as contribution_amount
    from orders
    cross join as_of
    where orders.order_date > {{ dbt.dateadd('day', -365, 'as_of.as_of_date') }}
    group by 1
),

staked as (
    select
        discontent.theme_id,
        discontent.need_line,
        count(*) as discontent_customer_count,
        coalesce(sum(worth.contribution_amount), 0) as discontent_contribution_amount
    from discontent
    left join worth on discontent.customer_id = worth.customer_id
    group by 1, 2
),

final as (
    select
        said.theme_id,
        said.need_line as business_line,
        cast(said.document_count as integer) as document_count,
        cast(said.negative_count as integer) as negative_count,
        cast(coalesce(staked.discontent_customer_count, 0) as integer)
            as discontent_customer_count,
        cast(said.negative_count as double)
        / nullif(said.document_count, 0) as negative_share,
        said.mean_sentiment,
        cast(coalesce(staked.discontent_contribution_amount, 0) as decimal(18, 2))
            as discontent_contribution_amount
    from said
    left join staked
        on said.theme_id = staked.theme_id and said.need_line = staked.need_line
)

select * from final
