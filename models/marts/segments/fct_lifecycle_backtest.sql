-- Grain: snapshot date x lifecycle stage, for snapshots followed by a whole backtest
-- window. Shows how often a stage was wrong: the false-lapse rate is the share of
-- lapsed (or lost) customers who ordered within the window.
with lifecycle as (
    select * from {{ ref('fct_customer_lifecycle') }}
),

days as (
    select * from {{ ref('int_customer_days') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

followed as (
    select
        lifecycle.customer_id,
        lifecycle.lifecycle_stage,
        lifecycle.snapshot_date,
        cast(
            {{ dbt.dateadd('day', var('backtest_days'), 'lifecycle.snapshot_date') }}
            as date
        ) as followed_until_date
    from lifecycle
    cross join as_of
    where {{ dbt.datediff('lifecycle.snapshot_date', 'as_of.as_of_date', 'day') }}
        >= {{ var('backtest_days') }}
),

returned as (
    select
        followed.customer_id,
        followed.snapshot_date
    from followed
    inner join days
        on
            followed.customer_id = days.customer_id
            and followed.snapshot_date < days.order_date
            and followed.followed_until_date >= days.order_date
    group by 1, 2
),

final as (
    select
        followed.lifecycle_stage,
        cast(count(*) as integer) as customer_count,
        cast(count(returned.customer_id) as integer) as returned_customer_count,
        cast(count(returned.customer_id) as double) / count(*) as returned_share,
        cast(
            case
                when
                    followed.lifecycle_stage in ('lapsed', 'lost')
                    then count(returned.customer_id)
            end as double
        ) / count(*) as false_lapse_rate,
        followed.snapshot_date,
        followed.followed_until_date
    from followed
    left join returned
        on followed.customer_id = returned.customer_id
            and followed.snapshot_date = returned.snapshot_date
    group by 1, 6, 7
)

select * from final
