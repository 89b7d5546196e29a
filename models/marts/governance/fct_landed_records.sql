-- Grain: one row per landed table. landed = accepted + duplicate +
-- rejected + expired, always.
with landed as (
    {{ landed_records() }}
),

judged as (
    select * from {{ ref('int_records_judged') }}
),

malformed_values as (
    select * from {{ ref('fct_malformed_values') }}
),

outcomes as (
    select
        system_name,
        table_name,
        sum(case when reject_reason is null then row_count else 0 end)
            as accepted_count,
        sum(case when is_duplicate then row_count else 0 end) as duplicate_count,
        sum(
            case
                when reject_reason is not null and not is_duplicate and not is_expired
                    then row_count
                else 0
            end
        ) as rejected_count,
        sum(case when is_expired then row_count else 0 end) as expired_count
    from judged
    group by 1, 2
),

malformed as (
    select
        system_name,
        table_name,
        sum(malformed_count) as malformed_value_count
    from malformed_values
    group by 1, 2
),

final as (
    select
        landed.system_name,
        landed.table_name,
        cast(landed.landed_count as bigint) as landed_count,
        cast(coalesce(outcomes.accepted_count, 0) as bigint) as accepted_count,
        cast(coalesce(outcomes.duplicate_count, 0) as bigint) as duplicate_count,
        cast(coalesce(outcomes.rejected_count, 0) as bigint) as rejected_count,
        cast(coalesce(outcomes.expired_count, 0) as bigint) as expired_count,
        cast(coalesce(malformed.malformed_value_count, 0) as bigint)
            as malformed_value_count
    from landed
    left join outcomes
        on landed.system_name = outcomes.system_name
            and landed.table_name = outcomes.table_name
    left join malformed
        on landed.system_name = malformed.system_name
            and landed.table_name = malformed.table_name
)

select * from final
