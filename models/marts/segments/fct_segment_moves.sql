-- Grain: segment type x month end x segment before x segment now. Customers add up;
-- those who were not followed a month before come from none.
with dates as (
    select * from {{ ref('int_snapshot_dates') }}
    where is_month_end
),

segmented as (
    select
        'rfm' as segment_type,
        customer_id,
        rfm_segment as segment,
        snapshot_date
    from {{ ref('fct_customer_rfm') }}
    union all
    select
        'lifecycle' as segment_type,
        customer_id,
        lifecycle_stage as segment,
        snapshot_date
    from {{ ref('fct_customer_lifecycle') }}
    union all
    select
        'margin' as segment_type,
        customer_id,
        margin_segment as segment,
        snapshot_date
    from {{ ref('fct_customer_margins') }}
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
