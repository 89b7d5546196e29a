-- Grain: kpi x period x dimension value, for KPIs of the pipeline as a whole: what was
-- open when a period began against what is planned for it, and how much closing
-- opportunities bring a day. Months, quarters and years only.
with opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

targets as (
    select * from {{ ref('fct_kpi_targets') }}
    where kpi_id = 'won_amount' and store_id is null
),

periods as (
    select * from {{ ref('int_periods_listed') }}
    where period_type in ('month', 'quarter', 'year')
),

-- The amount is what was last known of it.
opened as (
    select
        periods.period_type,
        periods.period_start_date,
        sum(opportunities.amount) as open_amount,
        count(*) as open_count
    from opportunities
    inner join periods
        on
            opportunities.created_date < periods.period_start_date
            and coalesce(opportunities.closed_date, cast('9999-12-31' as date))
            >= periods.period_start_date
    group by 1, 2
),

closed as (
    select
        periods.period_type,
        periods.period_start_date as measure_date,
        accounts.product_tier as account_tier,
        opportunities.owner_role as team,
        case when opportunities.is_won then opportunities.amount else 0 end
            as won_amount,
        opportunities.cycle_days
    from opportunities
    inner join periods
        on
            opportunities.closed_date >= periods.period_start_date
            and opportunities.closed_date <= periods.period_end_date
    left join accounts on opportunities.account_id = accounts.account_id
    where not opportunities.is_open
),

cut as (
    {{ cut_by('closed', 'measure_date', {
        'account_tier': 'account_tier', 'team': 'team'
    }, {
        'won_amount': 'won_amount', 'cycle_days': 'cycle_days', 'closed_count': '1'
    }, 'period_type') }}
),

parts as (
    select
        'pipeline_coverage' as kpi_id,
        opened.period_type,
        'all' as dimension_name,
        'all' as dimension_value,
        opened.open_amount as numerator,
        targets.target_value as denominator,
        opened.open_count as observation_count,
        opened.period_start_date
    from opened
    inner join targets
        on opened.period_type = targets.period_type
            and opened.period_start_date = targets.period_start_date
    union all
    select
        'pipeline_velocity' as kpi_id,
        period_type,
        dimension_name,
        dimension_value,
        won_amount as numerator,
        cast(cycle_days as double) / nullif(closed_count, 0) as denominator,
        closed_count as observation_count,
        measure_date as period_start_date
    from cut
),

final as (
    select
        kpi_id,
        period_type,
        dimension_name,
        dimension_value,
        cast(numerator as decimal(18, 4)) as numerator,
        cast(denominator as decimal(18, 4)) as denominator,
        cast(null as decimal(18, 4)) as square_sum,
        cast(observation_count as bigint) as observation_count,
        period_start_date
    from parts
)

select * from final
