-- Grain: text x segment type x segment that its author was in on its day; beside them
-- all texts, the line of business and the kind of text. A text stands in several rows.
with documents as (
    select * from {{ ref('fct_voice_documents') }}
),

memberships as (
    select * from {{ ref('fct_segment_memberships') }}
    where segment_type != 'rule'
),

united as (
    select
        document_id,
        'all' as segment_type,
        'all' as segment
    from documents
    union all
    select
        document_id,
        'business line' as segment_type,
        business_line as segment
    from documents
    where business_line is not null
    union all
    select
        document_id,
        'kind of text' as segment_type,
        document_type as segment
    from documents
    union all
    select
        documents.document_id,
        memberships.segment_type,
        memberships.segment
    from documents
    inner join memberships
        on documents.customer_id = memberships.customer_id
            and documents.document_date >= memberships.valid_from_date
            and documents.document_date
            < coalesce(memberships.valid_to_date, cast('9999-12-31' as date))
),

final as (
    select
        document_id,
        segment_type,
        segment
    from united
)

select * from final
