-- Grain: store x business day x hour. Orders, sales, visitors and staff hours add up;
-- expected orders add up to the orders of the store's counted hours.
with hours as (
    select * from {{ ref('int_store_hours_expected') }}
),

stores as (
    select * from {{ ref('dim_stores') }}
),

-- A quarter makes an hour of one store large enough to judge.
quarters as (
    select
        store_id,
        quarter_start_date,
        hour_of_day,
        sum(case when visitor_count > 0 then order_count end) as order_count,
        sum(expected_order_count) as expected_order_count,
        sum(case when visitor_count > 0 then order_count end)
        / nullif(sum(expected_order_count), 0) as demand_ratio
    from hours
    group by 1, 2, 3
),

-- An hour that only opens or closes the day is no lull: better hours lie on both sides.
surrounded as (
    select
        *,
        max(demand_ratio) over (
            partition by store_id, quarter_start_date
            order by hour_of_day asc nulls last
            range between 2 preceding and 1 preceding
        ) as ratio_before,
        max(demand_ratio) over (
            partition by store_id, quarter_start_date
            order by hour_of_day asc nulls last
            range between 1 following and 2 following
        ) as ratio_after
    from quarters
),

judged as (
    select
        *,
        case
            when ratio_before is not null and ratio_after is not null
                then expected_order_count * least(ratio_before, ratio_after)
        end as nearby_order_count
    from surrounded
),

final as (
    select
        hours.store_id,
        stores.store_format,
        stores.city,
        hours.hour_of_day,
        hours.iso_weekday,
        cast(hours.order_count as integer) as order_count,
        cast(hours.preorder_count as integer) as preorder_count,
        hours.net_amount,
        cast(hours.visitor_count as integer) as visitor_count,
        cast(hours.staff_hours as double) as staff_hours,
        cast(hours.expected_order_count as double) as expected_order_count,
        cast(judged.demand_ratio as double) as demand_ratio,
        hours.is_rainy,
        coalesce(
            judged.demand_ratio < {{ var('lull_ratio') }}
            and judged.order_count < {{ var('lull_ratio') }} * judged.nearby_order_count
            and judged.order_count - judged.nearby_order_count
            < -1.959964 * sqrt(judged.nearby_order_count),
            false
        ) as is_lull,
        hours.store_date
    from hours
    inner join judged
        on hours.store_id = judged.store_id
            and hours.quarter_start_date = judged.quarter_start_date
            and hours.hour_of_day = judged.hour_of_day
    left join stores on hours.store_id = stores.store_id
)

select * from final
