-- Grain: source x topic x theme. Documents may carry several themes, so they do not add
-- up over themes; tickets carry one.
with codes as (
    select * from {{ ref('int_research_codes') }}
),

tickets as (
    select * from {{ ref('fct_tickets') }}
    where category is not null
),

mentioned as (
    select
        'research' as source,
        study_name as topic,
        code as theme,
        method,
        passage_count as document_count,
        people_count as author_count,
        supporting_count,
        contradicting_count,
        first_date,
        last_date
    from codes
    union all
    select
        'tickets' as source,
        'support' as topic,
        category as theme,
        min(channel) as method,
        count(*) as document_count,
        count(distinct nullif(customer_id, 'unknown')) as author_count,
        0 as supporting_count,
        0 as contradicting_count,
        min(ticket_date) as first_date,
        max(ticket_date) as last_date
    from tickets
    group by 1, 2, 3
),

final as (
    select
        source,
        topic,
        theme,
        method,
        cast(document_count as integer) as document_count,
        cast(author_count as integer) as author_count,
        cast(supporting_count as integer) as supporting_count,
        cast(contradicting_count as integer) as contradicting_count,
        first_date,
        last_date
    from mentioned
)

select * from final
