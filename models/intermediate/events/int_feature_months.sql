-- Grain: feature x band x month end: how many customers lie in each fifth of the
-- feature, cut on the year before, so that each band held a fifth then.
with counted as (
    select * from {{ ref('int_feature_values') }}
),

month_ends as (
    select snapshot_date
    from counted
    group by 1
),

year_before as (
    select
        counted.feature_name,
        month_ends.snapshot_date,
        counted.feature_value,
        sum(counted.customer_count) as customer_count
    from month_ends
    inner join counted
        on month_ends.snapshot_date > counted.snapshot_date
            and {{ dbt.dateadd('month', -12, 'month_ends.snapshot_date') }}
            <= counted.snapshot_date
    group by 1, 2, 3
),

totals as (
    select
        feature_name,
        snapshot_date,
        sum(customer_count) as customer_count
    from year_before
    group by 1, 2
),

ranked as (
    select
        year_before.feature_name,
        year_before.snapshot_date,
        year_before.feature_value,
        sum(year_before.customer_count) over (
            partition by year_before.feature_name, year_before.snapshot_date
            order by year_before.feature_value asc nulls last
        ) as count_up_to,
        totals.customer_count as all_count
    from year_before
    inner join totals
        on year_before.feature_name = totals.feature_name
            and year_before.snapshot_date = totals.snapshot_date
),

cut_points as (
    select
        feature_name,
        snapshot_date,
        min(case when count_up_to >= 0.2 * all_count then feature_value end) as p20,
        min(case when count_up_to >= 0.4 * all_count then feature_value end) as p40,
        min(case when count_up_to >= 0.6 * all_count then feature_value end) as p60,
        min(case when count_up_to >= 0.8 * all_count then feature_value end) as p80
    from ranked
    group by 1, 2
),

banded as (
    select
        cut_points.feature_name,
        cut_points.snapshot_date,
        counted.snapshot_date = cut_points.snapshot_date as is_month,
        counted.customer_count,
        case
            when counted.feature_value <= cut_points.p20 then 'lowest fifth'
            when counted.feature_value <= cut_points.p40 then 'second fifth'
            when counted.feature_value <= cut_points.p60 then 'third fifth'
            when counted.feature_value <= cut_points.p80 then 'fourth fifth'
            else 'highest fifth'
        end as band
    from cut_points
    inner join counted
        on cut_points.feature_name = counted.feature_name
            and cut_points.snapshot_date >= counted.snapshot_date
            and {{ dbt.dateadd('month', -12, 'cut_points.snapshot_date') }}
            <= counted.snapshot_date
),

final as (
    select
        feature_name,
        band,
        cast(sum(case when is_month then customer_count else 0 end) as bigint)
            as month_count,
        cast(sum(case when is_month then 0 else customer_count end) as bigint)
            as year_count,
        snapshot_date
    from banded
    group by 1, 2, 5
)

select * from final
