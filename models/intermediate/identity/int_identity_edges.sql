-- Grain: one row per pair of identifiers of one person, by their numbers in
-- int_identifiers_known; each identifier is a pair with itself, too.
with judged as (
    select * from {{ ref('int_identifiers_judged') }}
    where blocked_reason is null
),

known as (
    select * from {{ ref('int_identifiers_known') }}
),

observed as (
    select * from {{ ref('int_identifiers_observed') }}
),

duplicates as (
    select * from {{ ref('ml_customer_duplicates') }}
    where match_probability >= {{ var('duplicate_probability') }}
),

certain as (
    select
        observed.earlier_number as node_a,
        observed.later_number as node_b,
        min(observed.first_seen_at) as first_seen_at
    from observed
    inner join judged as earlier on observed.earlier_number = earlier.identifier_number
    inner join judged as later on observed.later_number = later.identifier_number
    group by 1, 2
),

final as (
    select
        node_a,
        node_b,
        'certain' as edge_kind,
        first_seen_at
    from certain
    union all
    -- A probable pair could be known once both records were there.
    select
        duplicates.earlier_number as node_a,
        duplicates.later_number as node_b,
        'probable' as edge_kind,
        greatest(earlier.first_seen_at, later.first_seen_at) as first_seen_at
    from duplicates
    inner join known as earlier
        on duplicates.earlier_number = earlier.identifier_number
    inner join known as later on duplicates.later_number = later.identifier_number
    left join certain
        on duplicates.earlier_number = certain.node_a
            and duplicates.later_number = certain.node_b
    where certain.node_a is null
    union all
    select
        judged.identifier_number as node_a,
        judged.identifier_number as node_b,
        'own' as edge_kind,
        known.first_seen_at
    from judged
    inner join known on judged.identifier_number = known.identifier_number
)

select * from final
