-- Grain: one row per identifier that may name a person, with the reason why it joins
-- nobody, if there is one. An e-mail address or phone number is judged by the records
-- that state it: how many people do their names and birthdays tell apart?
with known as (
    select * from {{ ref('int_identifiers_known') }}
    where level = 'person'
),

observed as (
    select * from {{ ref('int_identifiers_observed') }}
    where
        earlier_level = 'person'
        and later_level = 'person'
        and earlier_blocked_reason is null
        and later_blocked_reason is null
),

records as (
    select * from {{ ref('int_customer_records') }}
    where first_name is not null
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

-- The ids that were seen with an address or number which several people could share.
contacts as (
    select
        pairs.contact_number,
        pairs.id_number,
        rules.maximum_people,
        rules.maximum_ids
    from pairs
    inner join rules on pairs.contact_type = rules.identifier_type
    inner join rules as id_rules on pairs.id_type = id_rules.identifier_type
    where rules.is_shared_risk and not id_rules.is_shared_risk
),

counted as (
    select
        contact_number,
        maximum_people,
        maximum_ids,
        count(*) as id_count
    from contacts
    group by 1, 2, 3
),

described as (
    select
        contacts.contact_number,
        contacts.id_number,
        records.first_name,
        records.birth_date
    from contacts
    inner join records on contacts.id_number = records.identifier_number
    inner join counted
        on contacts.contact_number = counted.contact_number
            and counted.id_count <= counted.maximum_ids
),

-- A record is of a new person when no earlier one is of the same: same first name, or
-- the same birthday; without both birthdays, a first name that begins alike.
repeated as (
    select
        later.contact_number,
        later.id_number
    from described as later
    inner join described as earlier
        on later.contact_number = earlier.contact_number
            and later.id_number > earlier.id_number
    where
        later.first_name = earlier.first_name
        or later.birth_date = earlier.birth_date
        or (
            coalesce(later.birth_date = earlier.birth_date, true)
            and substring(later.first_name, 1, 3) = substring(earlier.first_name, 1, 3)
        )
    group by 1, 2
),

people as (
    select
        described.contact_number,
        count(*) as people_count
    from described
    left join repeated
        on described.contact_number = repeated.contact_number
            and described.id_number = repeated.id_number
    where repeated.id_number is null
    group by 1
),

final as (
    select
        known.identifier_number,
        known.identifier_type,
        known.identifier_value,
        case
            when known.blocked_reason is not null then known.blocked_reason
            when counted.id_count > counted.maximum_ids then 'too many ids'
            when people.people_count > counted.maximum_people then 'several people'
        end as blocked_reason,
        coalesce(counted.id_count, 0) as id_count,
        coalesce(people.people_count, 0) as people_count
    from known
    left join counted on known.identifier_number = counted.contact_number
    left join people on known.identifier_number = people.contact_number
)

select * from final
