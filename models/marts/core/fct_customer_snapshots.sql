-- Grain: customer x snapshot date (each month end and the as-of date). Cumulative up to
-- the date unless named otherwise, so nothing here adds up over snapshots.
with features as (
    select * from {{ ref('int_customer_features') }}
),

final as (
    select
        customer_id,
        cast(order_count as integer) as order_count,
        cast(order_day_count as integer) as order_day_count,
        cast(repeat_purchase_count as integer) as repeat_purchase_count,
        cast(purchase_span_days as integer) as purchase_span_days,
        cast(customer_age_days as integer) as customer_age_days,
        cast(days_since_last_order as integer) as days_since_last_order,
        cast(order_count_30d as integer) as order_count_30d,
        cast(order_count_90d as integer) as order_count_90d,
        cast(store_count as integer) as store_count,
        cast(department_count as integer) as department_count,
        cast(net_sales_amount as decimal(18, 2)) as net_sales_amount,
        cast(net_sales_amount_90d as decimal(18, 2)) as net_sales_amount_90d,
        cast(average_order_amount as double) as average_order_amount,
        cast(median_gap_days as double) as median_gap_days,
        cast(items_per_order as double) as items_per_order,
        cast(discount_share as double) as discount_share,
        cast(coupon_share as double) as coupon_share,
        cast(weekend_order_share as double) as weekend_order_share,
        is_as_of_date,
        is_month_end,
        snapshot_date,
        first_order_date,
        last_order_date
    from features
)

select * from final
