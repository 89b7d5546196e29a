-- Grain: one row per request to be forgotten and place; a request that is still open
-- has one row, for no place yet. Rows found and left add up.
with recorded as (
    select * from {{ ref('int_erasures_recorded') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

dated as (
    select
        recorded.*,
        as_of.as_of_date as built_date,
        cast({{ dbt.dateadd('month', 1, 'recorded.requested_at') }} as date)
            as due_date,
        max(recorded.rows_left) over (partition by recorded.request_id)
            as most_rows_left
    from recorded
    cross join as_of
),

final as (
    select
        request_id,
        coalesce(place, 'none yet') as place,
        coalesce(place_kind, 'none yet') as place_kind,
        action,
        case
            when is_open then 'open'
            when most_rows_left > 0 then 'rows left'
            else 'done'
        end as status,
        cast(coalesce(rows_found, 0) as bigint) as rows_found,
        cast(coalesce(rows_left, 0) as bigint) as rows_left,
        (is_open or most_rows_left > 0) and due_date < built_date as is_overdue,
        cast(due_date as date) as due_date,
        cast(as_of_date as date) as as_of_date,
        cast(requested_at as timestamp) as requested_at,
        cast(done_at as timestamp) as done_at
    from dated
)

select * from final
