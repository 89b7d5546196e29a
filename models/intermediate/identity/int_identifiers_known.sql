-- Grain: one row per identifier. Numbered by age, so that the smallest number of
-- identifiers that belong together is the earliest.
with sightings as (
    select * from {{ ref('int_identifier_sightings') }}
),

known as (
    select
        identifier_type,
        identifier_value,
        level,
        priority,
        max(blocked_reason) as blocked_reason,
        sum(sighting_count) as sighting_count,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from sightings
    group by 1, 2, 3, 4
),

final as (
    select
        row_number() over (
            order by
                first_seen_at asc nulls last,
                priority asc nulls last,
                identifier_type asc nulls last,
                identifier_value asc nulls last
        ) as identifier_number,
        identifier_type,
        identifier_value,
        level,
        blocked_reason,
        cast(sighting_count as bigint) as sighting_count,
        first_seen_at,
        last_seen_at
    from known
)

select * from final
