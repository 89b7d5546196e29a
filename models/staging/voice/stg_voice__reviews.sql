{{ config(schema='vault') }}

with judged as (
    {{ judged_records('voice', 'reviews') }}
),

final as (
    select
        review_id,
        platform,
        location_id,
        product_id,
        order_id,
        author_email,
        author_name,
        language,
        title,
        body,
        reject_reason,
        rating,
        reviewed_at
    from judged
)

select * from final
