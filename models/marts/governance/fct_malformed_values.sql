-- Grain: landed table x optional column that is not text. A malformed value became
-- null; its row was kept.
with counted as (
    {{ malformed_values() }}
),

final as (
    select
        system_name,
        table_name,
        column_name,
        data_type,
        cast(value_count as bigint) as value_count,
        cast(malformed_count as bigint) as malformed_count
    from counted
)

select * from final
