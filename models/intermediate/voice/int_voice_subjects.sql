-- Grain: one row per text of a review, survey, ticket or study: its author, where that
-- may be known, and what it came with.
-- Grain: one row per text of a review, survey, ticket or study: whose it is, where that
with
-- may be known, and what it is about.
reviews as (
    select * from {{ ref('fct_reviews') }}
),

surveys as (
    select * from {{ ref('fct_surveys') }}
    where has_comment
),

tickets as (
    select * from {{ ref('fct_tickets') }}
),

notes as (
    select * from {{ ref('int_research_notes') }}
),

participants as (
    select * from {{ ref('int_research_participants') }}
),

orders as (
    select * from {{ ref('fct_orders') }}
),

final as (
    select
        'reviews' as source_table,
        reviews.review_id as source_id,
        reviews.customer_id,
        reviews.store_id,
        orders.store_id as order_store_id,
        null as account_id,
        reviews.product_id,
        null as study_id,
        null as hypothesis_id,
        null as question_code,
        null as question_text,
        null as wave,
        reviews.rating / 5.0 as score_share,
        null as invited_at
    from reviews
    left join orders on reviews.order_id = orders.order_id
    union all
    select
        'survey_responses' as source_table,
        concat_ws(':', response_id, question_code) as source_id,
        customer_id,
        store_id,
        null as order_store_id,
        null as account_id,
        null as product_id,
        null as study_id,
        null as hypothesis_id,
        question_code,
        question_text,
        wave,
        score / nullif(scale_maximum, 0) as score_share,
        invited_at
    from surveys
    union all
    select
        'tickets' as source_table,
        tickets.ticket_id as source_id,
        tickets.customer_id,
        null as store_id,
        orders.store_id as order_store_id,
        tickets.account_id,
        null as product_id,
        null as study_id,
        null as hypothesis_id,
        null as question_code,
        null as question_text,
        null as wave,
        tickets.satisfaction_score / 5.0 as score_share,
        null as invited_at
    from tickets
    left join orders on tickets.order_id = orders.order_id
    union all
    select
        'research_notes' as source_table,
        notes.note_id as source_id,
        coalesce(participants.customer_id, 'unknown') as customer_id,
        null as store_id,
        null as order_store_id,
        null as account_id,
        null as product_id,
        notes.study_id,
        notes.hypothesis_id,
        null as question_code,
        null as question_text,
        null as wave,
        null as score_share,
        null as invited_at
    from notes
    left join participants on notes.note_id = participants.note_id
)

select * from final
