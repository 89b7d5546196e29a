-- Grain: one row per landed table, reason and fingerprint of a row that was not
-- accepted; row_count adds up. What the row held is not shown here.
with judged as (
    select * from {{ ref('int_records_judged') }}
    where reject_reason is not null
),

final as (
    select
        md5(concat_ws('|', system_name, table_name, record_hash, reject_reason))
            as rejected_record_id,
        system_name,
        table_name,
        record_hash,
        reject_reason,
        cast(row_count as bigint) as row_count,
        is_duplicate,
        is_expired
    from judged
)

select * from final
