with judged as (
    {{ judged_records('web', 'page_attributes') }}
),

final as (
    select
        page_url,
        page_type,
        payment_methods,
        reject_reason,
        has_shipping_window,
        has_service_window,
        has_ratings,
        has_guarantee,
        has_before_after_photos,
        valid_from_date,
        valid_to_date
    from judged
)

select * from final
