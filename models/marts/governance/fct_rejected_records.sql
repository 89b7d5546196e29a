-- Grain: one row per landed row that was not accepted. What the row held is not shown
-- here.
with records as (
    {{ rejected_records() }}
),

numbered as (
    select
        records.*,
        row_number() over (
            partition by
                records.system_name,
                records.table_name,
                records.record_hash,
                records.reject_reason
            order by records.record_hash asc nulls last
        ) as copy_number
    from records
),

final as (
    select
        md5(
            concat_ws(
                '|', system_name, table_name, record_hash, reject_reason, copy_number
            )
        ) as rejected_record_id,
        system_name,
        table_name,
        record_hash,
        reject_reason,
        is_duplicate
    from numbered
)

select * from final
