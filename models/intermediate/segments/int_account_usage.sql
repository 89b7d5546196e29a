-- Grain: account x snapshot date, from the first use on: on how many days somebody of
-- the account used the product, lately and in the 60 days before. Counts of the
-- account, of nobody in particular.
with events as (
    select * from {{ ref('fct_events') }}
    where account_id is not null
        and event_name in ('signed_in', 'feature_used', 'report_exported')
),

snapshots as (
    select * from {{ ref('int_snapshot_dates') }}
),

daily as (
    select
        account_id,
        event_date
    from events
    group by 1, 2
),

aged as (
    select
        daily.account_id,
        snapshots.snapshot_date,
        {{ dbt.datediff('daily.event_date', 'snapshots.snapshot_date', 'day') }}
            as days_ago
    from daily
    inner join snapshots on daily.event_date <= snapshots.snapshot_date
),

final as (
    select
        account_id,
        count(case when days_ago < 30 then 1 end) as usage_days_30d,
        count(case when days_ago >= 30 and days_ago < 90 then 1 end)
            as usage_days_before,
        min(days_ago) as days_since_last_use,
        snapshot_date
    from aged
    group by 1, 5
)

select * from final
