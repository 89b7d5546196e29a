-- Grain: one row per identifier that names a customer. The only place where a source id
-- becomes a customer_id: a hash of the earliest identifier of the person.
with known as (
    select * from {{ ref('int_identifiers_known') }}
),

components as (
    select * from {{ ref('int_identity_components') }}
),

dated as (
    select * from {{ ref('int_customer_ids_dated') }}
    where is_current
),

devices as (
    select * from {{ ref('int_devices_owned') }}
    where component is not null
),

owned as (
    select
        node as identifier_number,
        component
    from components
    union all
    select
        identifier_number,
        component
    from devices
),

final as (
    select
        known.identifier_type,
        known.identifier_value,
        md5(concat_ws(':', anchors.identifier_type, anchors.identifier_value))
            as customer_id,
        coalesce(dated.known_from, devices.known_from) as known_from
    from owned
    inner join known on owned.identifier_number = known.identifier_number
    inner join known as anchors on owned.component = anchors.identifier_number
    left join devices on owned.identifier_number = devices.identifier_number
    left join dated
        on known.identifier_type = dated.identifier_type
            and known.identifier_value = dated.identifier_value
)

select * from final
