-- Grain: one row per request to be forgotten and place that was cleared for it; one row
-- without a place for a request that is still open.
with requests as (
    select * from {{ ref('stg_privacy__erasure_requests') }}
    where reject_reason is null
),

cleared as (
    select * from {{ ref('stg_privacy__erasure_log') }}
    where reject_reason is null
),

-- A request that names its person was landed, or landed again, after what was cleared.
named as (
    select
        request_id,
        requested_at
    from requests
    where identifier_value not in ('erased', '-1')
),

final as (
    select
        cleared.request_id,
        cleared.place_kind,
        cleared.place,
        cleared.action,
        cleared.rows_found,
        cleared.rows_left,
        named.request_id is not null as is_open,
        cleared.as_of_date,
        coalesce(named.requested_at, cleared.requested_at) as requested_at,
        cleared.done_at
    from cleared
    left join named on cleared.request_id = named.request_id
    union all
    select
        named.request_id,
        cast(null as varchar) as place_kind,
        cast(null as varchar) as place,
        cast(null as varchar) as action,
        cast(null as bigint) as rows_found,
        cast(null as bigint) as rows_left,
        true as is_open,
        cast(null as date) as as_of_date,
        named.requested_at,
        cast(null as timestamp) as done_at
    from named
    left join cleared on named.request_id = cleared.request_id
    where cleared.request_id is null
)

select * from final
