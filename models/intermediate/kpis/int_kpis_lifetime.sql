-- Grain: kpi x period (the whole company), for KPIs of what a customer is worth at the
-- end of a period. Months, quarters and years only; predicted is the as-of date's.
with features as (
    select * from {{ ref('int_customer_features') }}
),

scores as (
    select * from {{ ref('ml_customer_clv') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

periods as (
    select
        periods.period_type,
        periods.period_start_date,
        least(periods.period_end_date, as_of.as_of_date) as measured_date
    from {{ ref('int_periods_listed') }} as periods
    cross join as_of
    where periods.period_type in ('month', 'quarter', 'year')
),

valued as (
    select
        'customer_value_to_date' as kpi_id,
        snapshot_date as measured_date,
        sum(net_sales_amount) as value_amount,
        sum(net_sales_amount * net_sales_amount) as square_sum,
        count(*) as customer_count
    from features
    group by 2
    union all
    select
        'predicted_customer_value' as kpi_id,
        cast(snapshot_date as date) as measured_date,
        sum(expected_value_365d) as value_amount,
        sum(expected_value_365d * expected_value_365d) as square_sum,
        count(*) as customer_count
    from scores
    where expected_value_365d is not null
    group by 2
),

final as (
    select
        valued.kpi_id,
        periods.period_type,
        'all' as dimension_name,
        'all' as dimension_value,
        cast(valued.value_amount as decimal(18, 4)) as numerator,
        cast(valued.customer_count as decimal(18, 4)) as denominator,
        cast(valued.square_sum as decimal(18, 4)) as square_sum,
        cast(valued.customer_count as bigint) as observation_count,
        periods.period_start_date
    from valued
    inner join periods on valued.measured_date = periods.measured_date
)

select * from final
