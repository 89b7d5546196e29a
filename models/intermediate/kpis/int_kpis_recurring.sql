-- Grain: kpi x period x dimension value, for KPIs of what accounts pay at the start and
-- at the end of a period. Months, quarters and years only; a running one has no end yet
-- and is measured on the as-of date.
with changes as (
    select * from {{ ref('fct_subscriptions') }}
    where monthly_amount > 0
),

accounts as (
    select * from {{ ref('dim_accounts') }}
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

-- What begins on the first day of a period was not paid before it.
account_periods as (
    select
        periods.period_type,
        periods.period_start_date,
        changes.account_id,
        sum(
            case
                when changes.change_date < periods.period_start_date
                    and coalesce(changes.next_change_date, cast('9999-12-31' as date))
                    >= periods.period_start_date
                    then changes.monthly_amount
                else 0
            end
        ) as opening_amount,
        sum(
            case
                when coalesce(changes.next_change_date, cast('9999-12-31' as date))
                    > periods.measured_date
                    then changes.monthly_amount
                else 0
            end
        ) as closing_amount
    from changes
    inner join periods
        on
            changes.change_date <= periods.measured_date
            and coalesce(changes.next_change_date, cast('9999-12-31' as date))
            >= periods.period_start_date
    group by 1, 2, 3
),

tiered as (
    select
        account_periods.*,
        account_periods.period_start_date as measure_date,
        accounts.product_tier as account_tier,
        case when account_periods.opening_amount > 0 then 1 else 0 end as opening_count,
        case when account_periods.closing_amount > 0 then 1 else 0 end as closing_count,
        case
            when account_periods.opening_amount > 0 then account_periods.closing_amount
            else 0
        end as kept_amount,
        least(account_periods.opening_amount, account_periods.closing_amount)
            as held_amount,
        case
            when
                account_periods.opening_amount > 0
                and account_periods.closing_amount = 0
                then 1
            else 0
        end as lost_count
    from account_periods
    left join accounts on account_periods.account_id = accounts.account_id
),

cut as (
    {{ cut_by('tiered', 'measure_date', {'account_tier': 'account_tier'}, {
        'opening_amount': 'opening_amount',
        'closing_amount': 'closing_amount',
        'opening_count': 'opening_count',
        'closing_count': 'closing_count',
        'kept_amount': 'kept_amount',
        'held_amount': 'held_amount',
        'lost_count': 'lost_count'
    }, 'period_type') }}
),

final as (
    select
        kpis.kpi_id,
        cut.period_type,
        cut.dimension_name,
        cut.dimension_value,
        cast(kpis.numerator as decimal(18, 4)) as numerator,
        cast(kpis.denominator as decimal(18, 4)) as denominator,
        cast(null as decimal(18, 4)) as square_sum,
        cast(kpis.observation_count as bigint) as observation_count,
        cut.measure_date as period_start_date
    from cut
    cross join lateral (
        values
        ('recurring_revenue', closing_amount, 1, closing_count),
        ('revenue_per_account', closing_amount, closing_count, closing_count),
        ('net_revenue_retention', kept_amount, opening_amount, opening_count),
        ('gross_revenue_retention', held_amount, opening_amount, opening_count),
        ('account_churn_rate', lost_count, opening_count, opening_count)
    ) as kpis (kpi_id, numerator, denominator, observation_count)
)

select * from final
