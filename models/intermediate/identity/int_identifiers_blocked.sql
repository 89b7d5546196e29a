-- Grain: one row per identifier that names nobody, with the reason. It is observed all
-- the same: what it did is counted, for no known customer.
with known as (
    select * from {{ ref('int_identifiers_known') }}
),

judged as (
    select * from {{ ref('int_identifiers_judged') }}
),

devices as (
    select * from {{ ref('int_devices_owned') }}
),

reasons as (
    select
        known.identifier_type,
        known.identifier_value,
        coalesce(judged.blocked_reason, devices.blocked_reason, known.blocked_reason)
            as blocked_reason,
        coalesce(judged.people_count, devices.people_count, 0) as people_count,
        coalesce(judged.id_count, 0) as id_count,
        known.sighting_count
    from known
    left join judged on known.identifier_number = judged.identifier_number
    left join devices on known.identifier_number = devices.identifier_number
),

final as (
    select * from reasons
    where blocked_reason is not null
)

select * from final
