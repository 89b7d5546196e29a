-- Grain: one row per device, browser or advertising id that was seen with somebody. It
-- belongs to a person when no more people were seen with it than its rule allows: it
-- brings visits to a person, and never joins two.
with observed as (
    select * from {{ ref('int_identifiers_observed') }}
    where earlier_level != later_level
),

known as (
    select * from {{ ref('int_identifiers_known') }}
    where level = 'device'
),

components as (
    select * from {{ ref('int_identity_components') }}
),

rules as (
    select * from {{ ref('identifier_rules') }}
),

pairs as (
    select
        case when earlier_level = 'device' then earlier_number else later_number end
            as device_number,
        case when earlier_level = 'device' then later_number else earlier_number end
            as person_number,
        first_seen_at
    from observed
),

owners as (
    select
        pairs.device_number,
        components.component,
        min(pairs.first_seen_at) as first_seen_at
    from pairs
    inner join components on pairs.person_number = components.node
    group by 1, 2
),

counted as (
    select
        device_number,
        count(*) as people_count,
        min(component) as component,
        min(first_seen_at) as first_seen_at
    from owners
    group by 1
),

final as (
    select
        known.identifier_number,
        known.identifier_type,
        known.identifier_value,
        case
            when known.blocked_reason is not null then known.blocked_reason
            when counted.people_count > rules.maximum_people then 'several people'
        end as blocked_reason,
        counted.people_count,
        case
            when
                known.blocked_reason is null
                and counted.people_count <= rules.maximum_people
                then counted.component
        end as component,
        counted.first_seen_at as known_from
    from known
    inner join rules on known.identifier_type = rules.identifier_type
    inner join counted on known.identifier_number = counted.device_number
)

select * from final
