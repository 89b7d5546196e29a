with judged as (
    {{ judged_records('shop', 'products') }}
),

final as (
    select
        product_id,
        product_name,
        brand,
        department,
        category,
        subcategory,
        season,
        weather_fit,
        reject_reason,
        created_date
    from judged
)

select * from final
