-- Grain: customer x snapshot date: what the orders and refunds of the trailing window
-- (the one of RFM) came to, as known on that date.
with days as (
    select * from {{ ref('int_customer_money_days') }}
),

snapshots as (
    select * from {{ ref('int_snapshots_consented') }}
),

final as (
    select
        snapshots.customer_id,
        cast(sum(days.order_count) as bigint) as order_count,
        cast(sum(days.discounted_order_count) as bigint) as discounted_order_count,
        cast(sum(days.net_amount) as decimal(18, 2)) as net_sales_amount,
        cast(sum(days.costed_net_amount) as decimal(18, 2)) as costed_net_amount,
        -- Empty when no order has a known cost.
        case
            when count(case when days.costed_net_amount != 0 then 1 end) > 0
                then cast(sum(days.contribution_amount) as decimal(18, 2))
        end as contribution_amount,
        cast(sum(days.refund_amount) as decimal(18, 2)) as refund_amount,
        snapshots.snapshot_date
    from snapshots
    inner join days
        on snapshots.customer_id = days.customer_id
            and snapshots.snapshot_date >= days.money_date
            and {{ dbt.datediff('days.money_date', 'snapshots.snapshot_date', 'day') }}
            < {{ var('rfm_window_days') }}
    group by 1, 8
)

select * from final
