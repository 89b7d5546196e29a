-- Grain: shift x hour that it touches: a shift from 7:30 to 9:00 staffs half an hour of
-- the first and all of the second.
with shifts as (
    select * from {{ ref('stg_context__staff_shifts') }}
    where reject_reason is null and ends_at > starts_at
),

hours as (
    select
        shifts.shift_id,
        shifts.store_id,
        shifts.starts_at,
        shifts.ends_at,
        cast(
            {{ dbt.dateadd(
                'hour', 'steps.hour_step', dbt.date_trunc('hour', 'shifts.starts_at')
            ) }} as timestamp
        ) as hour_at
    from shifts
    cross join
        lateral (
            values
            (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12),
            (13), (14), (15), (16), (17), (18), (19), (20), (21), (22), (23), (24)
        ) as steps (hour_step)
),

final as (
    select
        shift_id,
        store_id,
        (
            {{ microseconds("least(ends_at, cast(" ~ dbt.dateadd('hour', 1, 'hour_at')
                ~ " as timestamp))") }}
            - {{ microseconds("greatest(starts_at, hour_at)") }}
        ) / 3600000000.0 as staff_hours,
        hour_at
    from hours
    where hour_at < ends_at
)

select * from final
