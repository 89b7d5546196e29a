-- Grain: one row per source table and pair of identifiers that were seen together,
-- whether they may join people or not.
with sightings as (
    select * from {{ ref('int_identifier_sightings') }}
),

known as (
    select * from {{ ref('int_identifiers_known') }}
),

numbered as (
    select
        sightings.sighting_id,
        sightings.evidence,
        sightings.sighting_count,
        sightings.first_seen_at,
        sightings.last_seen_at,
        known.identifier_number
    from sightings
    inner join known
        on sightings.identifier_type = known.identifier_type
            and sightings.identifier_value = known.identifier_value
),

paired as (
    select
        earlier.evidence,
        earlier.identifier_number as earlier_number,
        later.identifier_number as later_number,
        sum(earlier.sighting_count) as sighting_count,
        min(earlier.first_seen_at) as first_seen_at,
        max(earlier.last_seen_at) as last_seen_at
    from numbered as earlier
    inner join numbered as later
        on earlier.sighting_id = later.sighting_id
            and earlier.identifier_number < later.identifier_number
    group by 1, 2, 3
),

final as (
    select
        paired.evidence,
        paired.earlier_number,
        paired.later_number,
        earlier.identifier_type as earlier_type,
        earlier.level as earlier_level,
        earlier.blocked_reason as earlier_blocked_reason,
        later.identifier_type as later_type,
        later.level as later_level,
        later.blocked_reason as later_blocked_reason,
        cast(paired.sighting_count as bigint) as sighting_count,
        paired.first_seen_at,
        paired.last_seen_at
    from paired
    inner join known as earlier on paired.earlier_number = earlier.identifier_number
    inner join known as later on paired.later_number = later.identifier_number
)

select * from final
