-- Grain: journey x step x period of entry x dimension value: how many attempts reached
-- the step, and how long it took them.
with reached as (
    select * from {{ ref('int_journey_steps') }}
),

periods as (
    select * from {{ ref('int_period_days') }}
    where period_type != 'day'
),

cut as (
    select
        reached.*,
        cuts.dimension_name,
        cuts.dimension_value
    from reached
    cross join
        lateral (
            values
            ('all', 'all'),
            ('device', reached.device_type),
            ('source', reached.source)
        ) as cuts (dimension_name, dimension_value)
    where cuts.dimension_value is not null
),

final as (
    select
        cut.journey_id,
        cut.step_order,
        periods.period_type,
        cut.dimension_name,
        cut.dimension_value,
        count(*) as reached_count,
        count(case when cut.is_window_over then 1 end) as over_count,
        count(
            case
                when cut.is_window_over and cut.is_last_step
                    and cut.outcome = 'excluded'
                    then 1
            end
        ) as excluded_count,
        percentile_cont(0.5) within group (order by cut.hours_since_previous asc)
            as median_hours,
        percentile_cont(0.9) within group (order by cut.hours_since_previous asc)
            as p90_hours,
        periods.period_start_date
    from cut
    inner join periods on cut.entry_date = periods.date_day
    group by 1, 2, 3, 4, 5, 11
)

select * from final
