with judged as (
    {{ judged_records('pos', 'products') }}
),

final as (
    select
        product_id,
        product_name,
        brand,
        manufacturer_id,
        department,
        category,
        subcategory,
        package_size,
        reject_reason
    from judged
)

select * from final
