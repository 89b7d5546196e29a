-- Grain: line of business, or all, x context x trait x month end: what is usual. A
-- snapshot inside a month is judged by the month end before, so that a new day changes
-- no norm.
with traits as (
    select * from {{ ref('int_traits_united') }}
),

snapshots as (
    select * from {{ ref('int_snapshot_dates') }}
    where is_month_end
),

final as (
    select
        traits.business_line,
        traits.context,
        traits.feature,
        sum(traits.trait_sum) / nullif(sum(traits.occasion_count), 0) as usual_value,
        traits.snapshot_date
    from traits
    inner join snapshots on traits.snapshot_date = snapshots.snapshot_date
    group by 1, 2, 3, 5
)

select * from final
