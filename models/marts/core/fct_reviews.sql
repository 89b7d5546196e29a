-- Grain: one row per accepted review. Ratings are to be averaged, not summed.
with reviews as (
    select * from {{ ref('stg_voice__reviews') }}
    where reject_reason is null
),

customers as (
    select * from {{ ref('int_customers_identified') }}
    where identifier_type = 'email'
),

orders as (
    select * from {{ ref('int_orders_placed') }}
),

consented as (
    {{ consented('reviews') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

-- A number that two systems gave out names no order.
ordered as (
    select
        reviews.review_id,
        min(orders.order_id) as order_id,
        min(orders.customer_id) as customer_id
    from reviews
    inner join orders on reviews.order_id = orders.source_order_id
    group by 1
    having count(*) = 1
),

final as (
    select
        reviews.review_id,
        coalesce(consented.holder_id, 'unknown') as customer_id,
        coalesce(reviews.location_id, 'unknown') as store_id,
        reviews.product_id,
        ordered.order_id,
        reviews.platform,
        reviews.language,
        cast(reviews.rating as integer) as rating,
        cast(
            length(coalesce(reviews.title, '')) + length(coalesce(reviews.body, ''))
            as integer
        ) as text_length,
        {{ local_date('reviews.reviewed_at', 'company') }} as review_date,
        cast(reviews.reviewed_at as timestamp) as reviewed_at
    from reviews
    left join customers
        on {{ hashed_email('reviews.author_email') }} = customers.identifier_value
    left join ordered on reviews.review_id = ordered.review_id
    left join consented
        on coalesce(customers.customer_id, ordered.customer_id) = consented.holder_id
            and reviews.reviewed_at >= consented.valid_from
            and reviews.reviewed_at < consented.valid_to
)

select * from final
