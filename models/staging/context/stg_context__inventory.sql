with judged as (
    {{ judged_records('context', 'inventory') }}
),

final as (
    select
        location_id,
        product_id,
        reject_reason,
        on_hand_quantity,
        inventory_date
    from judged
)

select * from final
