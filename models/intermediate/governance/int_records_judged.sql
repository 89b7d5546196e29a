-- Grain: landed table x reason x record hash; accepted rows are one row per table. All
-- landed rows are judged once more, straight from the contracts, so a new system is
-- covered by being declared.
with judged as (
    {{ records_judged() }}
),

final as (
    select
        system_name,
        table_name,
        reject_reason,
        record_hash,
        row_count,
        coalesce(is_duplicate, false) as is_duplicate,
        coalesce(is_expired, false) as is_expired
    from judged
)

select * from final
