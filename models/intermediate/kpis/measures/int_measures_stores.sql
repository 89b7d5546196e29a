-- Grain: kpi x day x dimension value, for KPIs of days in a store.
with days as (
    select * from {{ ref('fct_store_days') }}
),

stores as (
    select * from {{ ref('dim_stores') }}
),

counted as (
    select
        days.store_date as measure_date,
        days.store_id,
        days.city,
        stores.store_format,
        stores.business_line,
        days.visitor_count,
        cast(days.staff_hours as decimal(18, 2)) as staff_hours,
        case when days.visitor_count > 0 then days.order_count end
            as visitor_order_count,
        case when days.staff_hours > 0 then days.order_count end as staffed_order_count,
        case when days.staff_hours > 0 then days.net_amount end as staffed_net_amount
    from days
    left join stores on days.store_id = stores.store_id
    where days.visitor_count is not null or days.staff_hours is not null
),

final as (
    {{ kpi_parts('counted', {
        'store': 'store_id', 'store_format': 'store_format', 'business_line': 'business_line',
        'city': 'city'
    }, [
        ('store_visitors', 'visitor_count', none, 'visitor_count'),
        (
            'store_conversion_rate',
            'visitor_order_count',
            'visitor_count',
            'visitor_count'
        ),
        (
            'orders_per_staffed_hour',
            'staffed_order_count',
            'staff_hours',
            'staffed_order_count'
        ),
        (
            'sales_per_staffed_hour',
            'staffed_net_amount',
            'staff_hours',
            'staffed_order_count'
        )
    ]) }}
)

select * from final
