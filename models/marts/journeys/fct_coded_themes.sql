-- Grain: source x topic x theme. Documents may carry several themes, so they do not add
-- up over themes; tickets carry one.
with codes as (
    select * from {{ ref('int_research_codes') }}
),

tickets as (
    select * from {{ ref('fct_tickets') }}
),

mentioned as (
    select
        'research' as source,
        study_name as topic,
        code as theme,
        method,
        note_id as document_id,
        participant_id as author_id,
        stance,
        recorded_date as document_date
    from codes
    union all
    select
        'tickets' as source,
        'support' as topic,
        category as theme,
        channel as method,
        ticket_id as document_id,
        nullif(customer_id, 'unknown') as author_id,
        cast(null as varchar) as stance,
        ticket_date as document_date
    from tickets
    where category is not null
),

final as (
    select
        source,
        topic,
        theme,
        min(method) as method,
        cast(count(*) as integer) as document_count,
        cast(count(distinct author_id) as integer) as author_count,
        cast(count(case when stance = 'supports' then 1 end) as integer)
            as supporting_count,
        cast(count(case when stance = 'contradicts' then 1 end) as integer)
            as contradicting_count,
        min(document_date) as first_date,
        max(document_date) as last_date
    from mentioned
    group by 1, 2, 3
)

select * from final
