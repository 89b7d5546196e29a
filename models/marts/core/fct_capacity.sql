-- Grain: practice x chair x day. Minutes add up.
with capacity as (
    select * from {{ ref('stg_bookings__capacity') }}
    where reject_reason is null
),

final as (
    select
        location_id as store_id,
        chair_id,
        cast(available_minutes as integer) as available_minutes,
        capacity_date
    from capacity
)

select * from final
