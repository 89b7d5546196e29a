-- Grain: one row per kind of evidence that a prediction may need, with how much of it there is.
with features as (
    select * from {{ ref('int_customer_features') }}
    where is_as_of_date
),

snapshots as (
    select * from {{ ref('int_snapshot_dates') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

earlier as (
    select max({{ dbt.datediff('snapshots.snapshot_date', 'as_of.as_of_date', 'day') }}) as days_since_first_snapshot
    from snapshots
    cross join as_of
),

counted as (
    select
        count(*) as customers,
        sum(case when repeat_purchase_count > 0 then 1 else 0 end) as repeat_customers,
        sum(case when order_count_90d > 0 then 1 else 0 end) as recent_customers,
        max(customer_age_days) as history_days
    from features
),

final as (
    select 'customers' as evidence, cast(counted.customers as double) as available from counted
    union all
    select 'repeat_customers', cast(coalesce(counted.repeat_customers, 0) as double) from counted
    union all
    select 'recent_customers', cast(coalesce(counted.recent_customers, 0) as double) from counted
    union all
    select 'history_days', cast(coalesce(counted.history_days, 0) as double) from counted
    union all
    select 'days_after_first_snapshot', cast(coalesce(earlier.days_since_first_snapshot, 0) as double) from earlier
)

select * from final
