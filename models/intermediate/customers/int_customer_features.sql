-- Grain: customer x snapshot date with consent, from what was known by that date alone.
-- Whatever compares customers over time reads this, so that nothing sees the future. A
-- run deletes what it must state again, and adds the snapshots that are not there.
{{ config(materialized='incremental', incremental_strategy='append') }}

with days as (
    select * from {{ ref('int_customer_days') }}
),

first_visits as (
    select * from {{ ref('int_customer_first_visits') }}
),

snapshots as (
    select consented.*
    from {{ ref('int_snapshots_consented') }} as consented
    {% if is_incremental() -%}
        left join {{ this }} as stated
            on consented.customer_id = stated.customer_id
                and consented.snapshot_date = stated.snapshot_date
        where stated.customer_id is null
    {%- endif %}
),

history as (
    select
        days.*,
        snapshots.snapshot_date,
        {{ dbt.datediff('days.order_date', 'snapshots.snapshot_date', 'day') }}
            as days_ago,
        days_ago < {{ var('rfm_window_days') }} as is_in_rfm_window
    from days
    inner join snapshots
        on days.customer_id = snapshots.customer_id
            and days.order_date <= snapshots.snapshot_date
),

totals as (
    select
        customer_id,
        snapshot_date,
        sum(order_count) as order_count,
        count(*) as order_day_count,
        count(gap_days) as repeat_purchase_count,
        sum(case when days_ago < 30 then order_count else 0 end) as order_count_30d,
        sum(case when days_ago < 90 then order_count else 0 end) as order_count_90d,
        sum(case when is_in_rfm_window then order_count else 0 end) as rfm_order_count,
        sum(line_count) as line_count,
        sum(gross_amount) as gross_sales_amount,
        sum(discount_amount) as discount_amount,
        sum(net_amount) as net_sales_amount,
        sum(coupon_amount) as coupon_amount,
        sum(case when days_ago < 90 then net_amount else 0 end) as net_sales_amount_90d,
        sum(case when days_ago < 90 then line_count else 0 end) as line_count_90d,
        sum(case when days_ago < 90 then gross_amount else 0 end)
            as gross_sales_amount_90d,
        sum(case when days_ago < 90 then discount_amount else 0 end)
            as discount_amount_90d,
        sum(case when days_ago < 90 and is_weekend then order_count else 0 end)
            as weekend_order_count_90d,
        sum(case when is_in_rfm_window then net_amount else 0 end)
            as rfm_net_sales_amount,
        avg(case when gap_days is not null then net_amount end)
            as mean_repeat_day_amount,
        median(gap_days) as median_gap_days,
        percentile_cont(0.9) within group (order by gap_days asc) as gap_days_p90,
        sum(case when is_weekend then order_count else 0 end) as weekend_order_count,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date
    from history
    group by 1, 2
),

breadth as (
    select
        first_visits.customer_id,
        snapshots.snapshot_date,
        count(case when first_visits.kind = 'store' then 1 end) as store_count,
        count(case when first_visits.kind = 'department' then 1 end) as department_count
    from first_visits
    inner join snapshots
        on first_visits.customer_id = snapshots.customer_id
            and first_visits.first_order_date <= snapshots.snapshot_date
    group by 1, 2
),

final as (
    select
        totals.customer_id,
        totals.snapshot_date,
        cast(totals.order_count as bigint) as order_count,
        totals.order_day_count,
        totals.repeat_purchase_count,
        {{ dbt.datediff('totals.first_order_date', 'totals.last_order_date', 'day') }}
            as purchase_span_days,
        {{ dbt.datediff('totals.first_order_date', 'totals.snapshot_date', 'day') }}
            as customer_age_days,
        {{ dbt.datediff('totals.last_order_date', 'totals.snapshot_date', 'day') }}
            as days_since_last_order,
        cast(totals.order_count_30d as bigint) as order_count_30d,
        cast(totals.order_count_90d as bigint) as order_count_90d,
        cast(totals.rfm_order_count as bigint) as rfm_order_count,
        coalesce(breadth.store_count, 0) as store_count,
        coalesce(breadth.department_count, 0) as department_count,
        cast(totals.net_sales_amount as decimal(18, 2)) as net_sales_amount,
        cast(totals.net_sales_amount_90d as decimal(18, 2)) as net_sales_amount_90d,
        cast(totals.rfm_net_sales_amount as decimal(18, 2)) as rfm_net_sales_amount,
        totals.net_sales_amount / totals.order_count as average_order_amount,
        totals.mean_repeat_day_amount,
        totals.median_gap_days,
        totals.gap_days_p90,
        totals.line_count / totals.order_count as items_per_order,
        coalesce(totals.discount_amount / nullif(totals.gross_sales_amount, 0), 0)
            as discount_share,
        coalesce(totals.coupon_amount / nullif(totals.net_sales_amount, 0), 0)
            as coupon_share,
        totals.weekend_order_count / totals.order_count as weekend_order_share,
        totals.line_count_90d
        / nullif(totals.order_count_90d, 0) as items_per_order_90d,
        totals.net_sales_amount_90d
        / nullif(totals.line_count_90d, 0) as average_item_amount_90d,
        totals.discount_amount_90d
        / nullif(totals.gross_sales_amount_90d, 0) as discount_share_90d,
        totals.weekend_order_count_90d
        / nullif(totals.order_count_90d, 0) as weekend_order_share_90d,
        snapshots.is_as_of_date,
        snapshots.is_month_end,
        totals.first_order_date,
        totals.last_order_date
    from totals
    inner join snapshots
        on totals.customer_id = snapshots.customer_id
            and totals.snapshot_date = snapshots.snapshot_date
    left join breadth
        on totals.customer_id = breadth.customer_id
            and totals.snapshot_date = breadth.snapshot_date
)

select * from final
