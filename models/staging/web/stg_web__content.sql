with judged as (
    {{ judged_records('web', 'content') }}
),

final as (
    select
        content_id,
        page_url,
        title,
        content_kind,
        topic,
        target_role,
        target_industry,
        product_tier,
        season,
        reject_reason,
        published_date
    from judged
)

select * from final
