-- Canonical names are object and past action in snake case; the crosswalk and the list
-- of required properties know no other names than the taxonomy.
with taxonomy as (
    select * from {{ ref('event_taxonomy') }}
),

crosswalk as (
    select * from {{ ref('event_crosswalk') }}
),

properties as (
    select * from {{ ref('event_properties') }}
),

names as (
    select event_name from taxonomy
    union
    select event_name from crosswalk
    union
    select event_name from properties
),

planned as (
    select
        event_name,
        count(distinct category) as category_count,
        count(distinct specification) as specification_count
    from taxonomy
    group by 1
),

final as (
    select
        names.event_name,
        'not object_action in snake case' as problem
    from names
    where not {{ matches(
        'names.event_name',
        "'^([a-z]+_)*([a-z]+ed|sent|shown|lost|spent|paid)(_[a-z]+)*$'"
    ) }}
        or not {{ matches('names.event_name', "'_'") }}
    union all
    select
        names.event_name,
        'not in event_taxonomy' as problem
    from names
    left join planned on names.event_name = planned.event_name
    where planned.event_name is null
    union all
    select
        event_name,
        'two categories or specifications' as problem
    from planned
    where category_count > 1 or specification_count > 1
    union all
    select
        event_name,
        'deprecated without a reason' as problem
    from taxonomy
    where is_deprecated and reason is null
)

select * from final
