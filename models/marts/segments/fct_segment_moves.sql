-- Grain: segment type x month end x segment before x segment now. Customers add up;
-- those who were not followed a month before come from none. Who is followed no longer
-- (no consent) is in no snapshot and so in no row: fct_segment_memberships ends them.
with dates as (
    select * from {{ ref('int_snapshot_dates') }}
    where is_month_end
),

segmented as (
    select * from {{ ref('int_segments_judged') }}
    where segment_type != 'rule'
),

months as (
    select
        snapshot_date,
        lag(snapshot_date) over (order by snapshot_date asc nulls last)
            as previous_month_end
    from dates
),

compared as (
    select
        segmented.segment_type,
        segmented.segment,
        segmented.snapshot_date,
        case
            when
                lag(segmented.snapshot_date) over customer_months
                = months.previous_month_end
                then lag(segmented.segment) over customer_months
        end as previous_segment
    from segmented
    inner join months on segmented.snapshot_date = months.snapshot_date
    window
        customer_months as (
            partition by segmented.segment_type, segmented.customer_id
            order by segmented.snapshot_date asc nulls last
        )
),

counted as (
    select
        segment_type,
        coalesce(previous_segment, 'none') as from_segment,
        segment as to_segment,
        count(*) as customer_count,
        snapshot_date as month_end_date
    from compared
    group by 1, 2, 3, 5
),

final as (
    select
        segment_type,
        from_segment,
        to_segment,
        cast(customer_count as integer) as customer_count,
        customer_count / nullif(
            sum(customer_count) over (
                partition by segment_type, month_end_date, from_segment
            ),
            0
        ) as customer_share,
        month_end_date
    from counted
)

select * from final
