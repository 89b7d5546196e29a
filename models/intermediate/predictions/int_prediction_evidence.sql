-- Grain: one row per kind of evidence that a prediction may need, with how much of it
-- there is.
with snapshots as (
    select * from {{ ref('int_customer_features') }}
),

features as (
    select * from snapshots
    where is_as_of_date
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

earlier as (
    select
        max({{ dbt.datediff('snapshots.snapshot_date', 'as_of.as_of_date', 'day') }})
            as days_since_first_snapshot
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
    select
        kinds.evidence,
        cast(coalesce(kinds.available, 0) as double) as available
    from counted
    cross join earlier
    cross join lateral (
        values
        ('customers', customers),
        ('repeat_customers', repeat_customers),
        ('recent_customers', recent_customers),
        ('history_days', history_days),
        ('days_after_first_snapshot', days_since_first_snapshot)
    ) as kinds (evidence, available)
)

select * from final
