-- Grain: one row per text of a review, survey, ticket or study: whose it is, where that
-- may be known, and what it is about.
with subjects as (
    select * from {{ ref('int_voice_subjects') }}
),

orders as (
    select * from {{ ref('fct_orders') }}
),

stores as (
    select * from {{ ref('dim_stores') }}
),

lines as (
    select * from {{ ref('fct_order_lines') }}
),

-- A product that one line of business alone sells tells the line.
product_lines as (
    select
        lines.product_id,
        min(stores.business_line) as business_line
    from lines
    inner join stores on lines.store_id = stores.store_id
    group by 1
    having count(distinct stores.business_line) = 1
),

-- So does a person who bought in one alone.
customer_lines as (
    select
        orders.customer_id,
        min(stores.business_line) as business_line
    from orders
    inner join stores on orders.store_id = stores.store_id
    where orders.customer_id != 'unknown'
    group by 1
    having count(distinct stores.business_line) = 1
),

final as (
    select
        subjects.source_table,
        subjects.source_id,
        subjects.customer_id,
        coalesce(
            nullif(subjects.store_id, 'unknown'), subjects.order_store_id
        ) as store_id,
        subjects.product_id,
        subjects.study_id,
        subjects.hypothesis_id,
        subjects.question_code,
        subjects.question_text,
        subjects.wave,
        case
            when subjects.account_id is not null then 'software'
            else coalesce(
                    stores.business_line,
                    product_lines.business_line,
                    customer_lines.business_line
                )
        end as business_line,
        cast(subjects.score_share as double) as score_share,
        cast(subjects.invited_at as timestamp) as invited_at
    from subjects
    left join stores
        on coalesce(nullif(subjects.store_id, 'unknown'), subjects.order_store_id)
            = stores.store_id
    left join product_lines on subjects.product_id = product_lines.product_id
    left join customer_lines on subjects.customer_id = customer_lines.customer_id
)

select * from final
