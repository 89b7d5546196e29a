-- Grain: source x event name as the source spells it. The taxonomy as it lives: names
-- that are planned and names that came. Counts add up.
with taxonomy as (
    select * from {{ ref('event_taxonomy') }}
),

named as (
    select * from {{ ref('int_event_types_seen') }}
),

names as (
    select
        source,
        source_event
    from taxonomy
    union
    select
        source,
        source_event
    from named
),

final as (
    select
        names.source,
        names.source_event,
        coalesce(taxonomy.event_name, 'unmapped') as event_name,
        coalesce(taxonomy.category, 'unmapped') as category,
        coalesce(taxonomy.owner_role, 'data steward') as owner_role,
        taxonomy.specification,
        named.example_page,
        taxonomy.reason,
        taxonomy.retention_days,
        cast(coalesce(named.collected_count, 0) as bigint) as collected_count,
        cast(
            coalesce(
                named.collected_count
                - named.copied_count
                - named.quarantined_count
                - named.expired_count,
                0
            ) as bigint
        ) as event_count,
        cast(coalesce(named.copied_count, 0) as bigint) as copied_count,
        cast(coalesce(named.quarantined_count, 0) as bigint) as quarantined_count,
        cast(coalesce(named.expired_count, 0) as bigint) as expired_count,
        cast(coalesce(named.late_count, 0) as bigint) as late_count,
        cast(coalesce(named.clock_corrected_count, 0) as bigint)
            as clock_corrected_count,
        cast({{ var('unmapped_event_share') }} as double) as unmapped_share_limit,
        coalesce(taxonomy.is_micro_conversion, false) as is_micro_conversion,
        coalesce(taxonomy.is_deprecated, false) as is_deprecated,
        taxonomy.event_name is null as is_unmapped,
        named.first_seen_date,
        named.last_seen_date
    from names
    left join taxonomy
        on names.source = taxonomy.source
            and names.source_event = taxonomy.source_event
    left join named
        on names.source = named.source
            and names.source_event = named.source_event
)

select * from final
