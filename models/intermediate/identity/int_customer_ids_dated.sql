-- Grain: one row per identifier that names a person and time from which it had a
-- customer_id, going by when things were seen. The last row of an identifier holds now.
with replayed as (
    select * from {{ ref('int_identity_replayed') }}
),

known as (
    select * from {{ ref('int_identifiers_known') }}
),

final as (
    select
        known.identifier_type,
        known.identifier_value,
        md5(concat_ws(':', anchors.identifier_type, anchors.identifier_value))
            as customer_id,
        replayed.is_current,
        replayed.known_from,
        replayed.known_to
    from replayed
    inner join known on replayed.node = known.identifier_number
    inner join known as anchors on replayed.component = anchors.identifier_number
)

select * from final
