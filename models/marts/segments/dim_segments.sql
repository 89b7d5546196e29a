-- Grain: segment type x segment, with its size on the as-of date. Customers add up
-- within a segment type.
with segments as (
    select * from {{ ref('segments') }}
),

rfm as (
    select * from {{ ref('fct_customer_rfm') }}
    where is_as_of_date
),

lifecycle as (
    select * from {{ ref('fct_customer_lifecycle') }}
    where is_as_of_date
),

members as (
    select
        'rfm' as segment_type,
        rfm.rfm_segment as segment,
        count(*) as customer_count,
        sum(rfm.net_sales_amount) as net_sales_amount
    from rfm
    group by 1, 2
    union all
    select
        'lifecycle' as segment_type,
        lifecycle.lifecycle_stage as segment,
        count(*) as customer_count,
        sum(rfm.net_sales_amount) as net_sales_amount
    from lifecycle
    inner join rfm on lifecycle.customer_id = rfm.customer_id
    group by 1, 2
),

final as (
    select
        segments.segment_type,
        segments.segment,
        segments.description,
        segments.objective,
        segments.action,
        cast(segments.display_order as integer) as display_order,
        cast(coalesce(members.customer_count, 0) as integer) as customer_count,
        cast(coalesce(members.net_sales_amount, 0) as decimal(18, 2))
            as net_sales_amount,
        coalesce(
            cast(members.customer_count as double)
            / nullif(
                sum(members.customer_count) over (partition by segments.segment_type), 0
            ),
            0
        ) as customer_share,
        coalesce(
            cast(members.net_sales_amount as double)
            / nullif(
                sum(cast(members.net_sales_amount as double))
                    over (partition by segments.segment_type),
                0
            ),
            0
        ) as net_sales_share
    from segments
    left join members
        on segments.segment_type = members.segment_type
            and segments.segment = members.segment
)

select * from final
