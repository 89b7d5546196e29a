-- Grain: month x input x band. Shares of one input and month add up to 1 for features;
-- an event's share is of all events. PSI is the input's, repeated on each band.
with events as (
    select * from {{ ref('int_event_months') }}
),

features as (
    select * from {{ ref('int_feature_months') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

-- An event is held against all other events: two bands.
event_months as (
    select
        'event' as input_kind,
        month.event_name as input_name,
        'all' as band,
        month.event_count as band_count,
        month.all_event_count as month_count,
        sum(year.event_count) as year_band_count,
        sum(year.all_event_count) as year_count,
        month.month_date
    from events as month
    inner join events as year
        on month.event_name = year.event_name
            and month.month_date > year.month_date
            and {{ dbt.dateadd('month', -12, 'month.month_date') }} <= year.month_date
    group by 1, 2, 3, 4, 5, 8
),

feature_months as (
    select
        'customer feature' as input_kind,
        feature_name as input_name,
        band,
        month_count as band_count,
        sum(month_count) over (partition by feature_name, snapshot_date) as month_count,
        year_count as year_band_count,
        sum(year_count) over (partition by feature_name, snapshot_date) as year_count,
        cast({{ dbt.date_trunc('month', 'snapshot_date') }} as date) as month_date
    from features
),

inputs as (
    select * from event_months
    union all
    select * from feature_months
),

-- Half a row is added to each side, so that a share of nothing has a logarithm.
shares as (
    select
        inputs.*,
        cast(inputs.band_count as double) / nullif(inputs.month_count, 0) as share,
        cast(inputs.year_band_count as double) / nullif(inputs.year_count, 0)
            as year_share,
        (inputs.band_count + 0.5) / nullif(inputs.month_count + 1.0, 0) as p,
        (inputs.year_band_count + 0.5) / nullif(inputs.year_count + 1.0, 0) as q
    from inputs
    where inputs.month_count > 0 and inputs.year_count > 0
),

shifts as (
    select
        shares.*,
        case
            when shares.input_kind = 'event'
                then
                    (shares.p - shares.q)
                    * (
                        ln(shares.p / nullif(shares.q, 0))
                        - ln((1 - shares.p) / nullif(1 - shares.q, 0))
                    )
            else
                sum((shares.p - shares.q) * ln(shares.p / nullif(shares.q, 0))) over (
                    partition by
                        shares.input_kind, shares.input_name, shares.month_date
                )
        end as population_stability_index
    from shares
),

final as (
    select
        shifts.input_kind,
        shifts.input_name,
        shifts.band,
        cast(shifts.month_count as bigint) as month_count,
        cast(shifts.year_count as bigint) as year_count,
        cast(shifts.share as double) as share,
        cast(shifts.year_share as double) as year_share,
        cast(round(shifts.population_stability_index, 9) as double)
            as population_stability_index,
        shifts.population_stability_index > 0.25
        and least(shifts.month_count, shifts.year_count) >= 100 as is_shifted,
        {{ dbt.last_day('shifts.month_date', 'month') }} <= as_of.as_of_date
            as is_complete_period,
        shifts.month_date
    from shifts
    cross join as_of
)

select * from final
