-- Grain: dataset x customer. Train rows are the as-of snapshot; backtest rows the last
-- month end with a whole backtest window after it, with what then happened. Empty when
-- there is too little evidence.
with features as (
    select * from {{ ref('int_customer_features') }}
),

days as (
    select * from {{ ref('int_customer_days') }}
),

snapshots as (
    select * from {{ ref('int_snapshot_dates') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

allowed as (
    select * from {{ ref('int_predictions_allowed') }}
    where output = 'lifetime value' and is_allowed
),

backtest as (
    select
        max(snapshots.snapshot_date) as snapshot_date,
        min(as_of.as_of_date) as as_of_date,
        min(
            {{ dbt.datediff('snapshots.snapshot_date', 'as_of.as_of_date', 'day') }}
        ) as holdout_days
    from snapshots
    cross join as_of
    where {{ dbt.datediff('snapshots.snapshot_date', 'as_of.as_of_date', 'day') }}
        >= {{ var('backtest_days') }}
),

outcomes as (
    select
        days.customer_id,
        sum(days.order_count) as holdout_order_count,
        count(*) as holdout_order_day_count,
        sum(days.net_amount) as holdout_sales_amount
    from days
    inner join
        backtest
        on days.order_date > backtest.snapshot_date
            and days.order_date <= backtest.as_of_date
    group by 1
),

train_rows as (
    select
        features.*,
        'train' as dataset,
        cast(null as double) as holdout_days,
        cast(null as double) as holdout_order_count,
        cast(null as double) as holdout_order_day_count,
        cast(null as double) as holdout_sales_amount
    from features
    where features.is_as_of_date
),

backtest_rows as (
    select
        features.*,
        'backtest' as dataset,
        cast(backtest.holdout_days as double) as holdout_days,
        cast(coalesce(outcomes.holdout_order_count, 0) as double)
            as holdout_order_count,
        cast(coalesce(outcomes.holdout_order_day_count, 0) as double)
            as holdout_order_day_count,
        cast(coalesce(outcomes.holdout_sales_amount, 0) as double)
            as holdout_sales_amount
    from features
    inner join backtest on features.snapshot_date = backtest.snapshot_date
    left join outcomes on features.customer_id = outcomes.customer_id
),

rows_of_both as (
    select * from train_rows
    union all
    select * from backtest_rows
),

final as (
    select
        rows_of_both.customer_id,
        rows_of_both.dataset,
        cast(rows_of_both.repeat_purchase_count as double) as repeat_purchase_count,
        cast(rows_of_both.purchase_span_days as double) as purchase_span_days,
        cast(rows_of_both.customer_age_days as double) as customer_age_days,
        cast(
            case
                when
                    rows_of_both.mean_repeat_day_amount > 0
                    then rows_of_both.mean_repeat_day_amount
            end as double
        ) as mean_order_value,
        cast(rows_of_both.order_count as double) as order_count,
        rows_of_both.holdout_days,
        rows_of_both.holdout_order_count,
        rows_of_both.holdout_order_day_count,
        rows_of_both.holdout_sales_amount,
        rows_of_both.snapshot_date
    from rows_of_both
    cross join allowed
)

select * from final
