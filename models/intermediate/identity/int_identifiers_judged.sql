-- Grain: one row per identifier that may name a person, with the reason why it joins
-- nobody, if there is one. An e-mail address or phone number is judged by the records
-- that state it: how many people do their names and birthdays tell apart?
with known as (
    select * from {{ ref('int_identifiers_known') }}
    where level = 'person'
),

contacts as (
    select * from {{ ref('int_contact_ids_seen') }}
),

records as (
    select * from {{ ref('int_customer_records') }}
    where first_name is not null
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
