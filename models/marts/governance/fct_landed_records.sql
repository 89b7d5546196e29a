-- Grain: one row per landed table. landed = accepted + duplicate + rejected, always.
with records as (
    {{ landed_records() }}
),

malformed as (
    select
        system_name,
        table_name,
        sum(malformed_count) as malformed_value_count
    from {{ ref('fct_malformed_values') }}
    group by 1, 2
),

final as (
    select
        records.system_name,
        records.table_name,
        cast(records.landed_count as bigint) as landed_count,
        cast(records.accepted_count as bigint) as accepted_count,
        cast(records.duplicate_count as bigint) as duplicate_count,
        cast(records.rejected_count as bigint) as rejected_count,
        cast(coalesce(malformed.malformed_value_count, 0) as bigint)
            as malformed_value_count
    from records
    left join malformed
        on records.system_name = malformed.system_name
            and records.table_name = malformed.table_name
)

select * from final
