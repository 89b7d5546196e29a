-- Grain: one row per sighting and identifier in it, with the reason why the identifier
-- names nobody, if there is one.
with seen as (
    select * from {{ ref('int_identifiers_seen') }}
),

rules as (
    select * from {{ ref('identifier_rules') }}
),

blocked as (
    select * from {{ ref('blocked_identifiers') }}
),

listed as (
    {{ identifiers_listed('seen') }}
),

final as (
    select
        listed.sighting_id,
        listed.evidence,
        listed.identifier_type,
        listed.identifier_value,
        case
            when
                coalesce(for_all.blocked_value, blocked.blocked_value) is not null
                then 'blocked value'
            when
                rules.blocks_numbers
                and {{ without_pattern('listed.plain_value', '[0-9]') }} = ''
                then 'all digits'
        end as blocked_reason,
        rules.level,
        rules.priority,
        listed.sighting_count,
        listed.first_seen_at,
        listed.last_seen_at
    from listed
    inner join rules on listed.identifier_type = rules.identifier_type
    left join blocked
        on listed.plain_value = blocked.blocked_value
            and listed.identifier_type = blocked.identifier_type
    left join blocked as for_all
        on listed.plain_value = for_all.blocked_value
            and for_all.identifier_type = 'any'
)

select * from final
