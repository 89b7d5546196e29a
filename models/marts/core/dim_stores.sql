-- Grain: one row per store or practice, also those that were seen but never listed,
-- such as the web shop, `online`, and what is sold by `subscription`.
with listed as (
    select * from {{ ref('stg_pos__stores') }}
    where reject_reason is null
),

days as (
    select * from {{ ref('int_store_days_counted') }}
),

appointments as (
    select * from {{ ref('stg_bookings__appointments') }}
    where reject_reason is null
),

seen as (
    select
        store_id,
        min(case when order_count > 0 then store_date end) as first_order_date,
        max(case when order_count > 0 then store_date end) as last_order_date
    from days
    where store_id is not null
    group by 1
    union all
    select
        appointments.location_id as store_id,
        null as first_order_date,
        null as last_order_date
    from appointments
    left join days on appointments.location_id = days.store_id
    where days.store_id is null
    group by 1
),

final as (
    select
        coalesce(listed.store_id, seen.store_id) as store_id,
        coalesce(
            listed.store_name,
            case seen.store_id
                when 'online' then 'Web shop' when 'subscription' then 'Subscriptions'
            end,
            concat_ws(' ', 'Store', coalesce(listed.store_id, seen.store_id))
        ) as store_name,
        listed.store_format,
        coalesce(listed.business_line, listed.store_format) as business_line,
        listed.region,
        listed.city,
        listed.country,
        listed.store_id is not null as is_listed,
        listed.opened_date,
        listed.closed_date,
        cast(seen.first_order_date as date) as first_order_date,
        cast(seen.last_order_date as date) as last_order_date
    from listed
    full outer join seen on listed.store_id = seen.store_id
)

select * from final
