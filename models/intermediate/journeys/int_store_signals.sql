-- Grain: one row per store or practice with calls or quotes: how many callers it missed
-- and how long its quotes took, and how many times as much as all others.
with calls as (
    select * from {{ ref('fct_calls') }}
    where direction = 'inbound'
),

quotes as (
    select * from {{ ref('fct_quotes') }}
    where turnaround_hours is not null
),

summed as (
    select
        store_id,
        count(*) as call_count,
        sum(case when is_answered then 0 else 1 end) as missed_count,
        0 as quote_count,
        0 as quote_hours
    from calls
    group by 1
    union all
    select
        store_id,
        0 as call_count,
        0 as missed_count,
        count(*) as quote_count,
        sum(turnaround_hours) as quote_hours
    from quotes
    group by 1
),

stores as (
    select
        store_id,
        cast(sum(call_count) as double) as calls,
        cast(sum(missed_count) as double) as missed,
        cast(sum(quote_count) as double) as quotes,
        cast(sum(quote_hours) as double) as hours
    from summed
    group by 1
),

compared as (
    select
        *,
        sum(calls) over () - calls as calls_elsewhere,
        sum(missed) over () - missed as missed_elsewhere,
        sum(quotes) over () - quotes as quotes_elsewhere,
        sum(hours) over () - hours as hours_elsewhere
    from stores
),

final as (
    select
        store_id,
        missed / nullif(calls, 0) as missed_call_share,
        hours / nullif(quotes, 0) as quote_hours,
        (missed / nullif(calls, 0))
        / nullif(missed_elsewhere / nullif(calls_elsewhere, 0), 0) as missed_ratio,
        (hours / nullif(quotes, 0))
        / nullif(hours_elsewhere / nullif(quotes_elsewhere, 0), 0) as quote_ratio
    from compared
)

select * from final
