-- Grain: one row per address or number that several people could share, and id of a
-- person that was seen with it.
with observed as (
    select * from {{ ref('int_identifiers_observed') }}
    where
        earlier_level = 'person'
        and later_level = 'person'
        and earlier_blocked_reason is null
        and later_blocked_reason is null
),

rules as (
    select * from {{ ref('identifier_rules') }}
),

pairs as (
    select
        earlier_type as contact_type,
        later_type as id_type,
        earlier_number as contact_number,
        later_number as id_number
    from observed
    union
    select
        later_type as contact_type,
        earlier_type as id_type,
        later_number as contact_number,
        earlier_number as id_number
    from observed
),

final as (
    select
        pairs.contact_number,
        pairs.id_number,
        rules.maximum_people,
        rules.maximum_ids
    from pairs
    inner join rules on pairs.contact_type = rules.identifier_type
    inner join rules as id_rules on pairs.id_type = id_rules.identifier_type
    where rules.is_shared_risk and not id_rules.is_shared_risk
)

select * from final
