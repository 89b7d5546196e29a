-- Grain: snapshot date that two backtest windows follow: one in which a lapse may
-- begin, one to see that it is one. Counts add up over dates; shares and days do not.
with watched as (
    select * from {{ ref('fct_early_disengagement') }}
),

days as (
    select * from {{ ref('int_customer_days') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

followed as (
    select
        watched.customer_id,
        watched.is_disengaging,
        watched.days_since_last_order,
        watched.snapshot_date,
        cast(
            floor({{ var('lapsed_gap_multiple') }} * watched.usual_gap_days) as integer
        ) as lapsed_after_days
    from watched
    cross join as_of
    where {{ dbt.datediff('watched.snapshot_date', 'as_of.as_of_date', 'day') }}
        >= 2 * {{ var('backtest_days') }}
),

paused as (
    select
        days.customer_id,
        days.order_date,
        {{ dbt.datediff(
            'days.order_date',
            'coalesce(lead(days.order_date) over (partition by days.customer_id order by days.order_date asc nulls last), as_of.as_of_date)',
            'day'
        ) }} as pause_days
    from days
    cross join as_of
),

-- The first pause from the order before the snapshot on that is a lapse by the rule of
-- the lifecycle, and as long as the window.
lapsed as (
    select
        followed.customer_id,
        followed.snapshot_date,
        min(
            {{ dbt.datediff('followed.snapshot_date', 'paused.order_date', 'day') }}
            + followed.lapsed_after_days + 1
        ) as lead_days
    from followed
    inner join paused
        on followed.customer_id = paused.customer_id
            and {{ dbt.datediff('followed.snapshot_date', 'paused.order_date', 'day') }}
            between -followed.days_since_last_order and {{ var('backtest_days') }}
            and paused.pause_days
            > greatest(followed.lapsed_after_days, {{ var('backtest_days') }})
    group by 1, 2
),

counted as (
    select
        followed.snapshot_date,
        count(*) as watched_count,
        count(lapsed.customer_id) as lapsed_count,
        count(case when followed.is_disengaging then 1 end) as alarm_count,
        count(case when followed.is_disengaging then lapsed.customer_id end)
            as right_alarm_count,
        median(case when followed.is_disengaging then lapsed.lead_days end)
            as median_lead_days
    from followed
    left join lapsed
        on followed.customer_id = lapsed.customer_id
            and followed.snapshot_date = lapsed.snapshot_date
    group by 1
),

final as (
    select
        cast(watched_count as integer) as watched_count,
        cast(lapsed_count as integer) as lapsed_count,
        cast(alarm_count as integer) as alarm_count,
        cast(right_alarm_count as integer) as right_alarm_count,
        cast(alarm_count - right_alarm_count as integer) as false_alarm_count,
        cast(lapsed_count as double) / nullif(watched_count, 0) as base_rate,
        1 - cast(right_alarm_count as double) / nullif(alarm_count, 0)
            as false_alarm_share,
        cast(right_alarm_count as double) * watched_count
        / nullif(cast(alarm_count as double) * lapsed_count, 0) as lift,
        cast(right_alarm_count as double) / nullif(lapsed_count, 0) as detected_share,
        cast(median_lead_days as double) as median_lead_days,
        snapshot_date
    from counted
)

select * from final
