-- A second route to the KPIs: what the catalog calls additive adds up to the same total
-- over days, weeks, months, quarters and years, and never to more over the values of a
-- dimension; a few totals are taken from the facts; shares lie between 0 and 1.
with kpis as (
    select
        kpis.*,
        catalog.unit,
        catalog.is_additive,
        catalog.smallest_period
    from {{ ref('fct_kpis') }} as kpis
    inner join {{ ref('kpi_catalog') }} as catalog on kpis.kpi_id = catalog.kpi_id
),

totals as (
    select
        kpi_id,
        dimension_name,
        period_type,
        sum(numerator) as total
    from kpis
    where is_additive
    group by 1, 2, 3
),

companies as (
    select * from totals
    where dimension_name = 'all'
),

facts as (
    select
        'net_sales' as kpi_id,
        sum(net_amount) as total
    from {{ ref('fct_orders') }}
    union all
    select
        'orders' as kpi_id,
        count(*) as total
    from {{ ref('fct_orders') }}
    union all
    select
        'contribution_margin' as kpi_id,
        sum(contribution_amount) as total
    from {{ ref('fct_orders') }}
    union all
    select
        'new_customers' as kpi_id,
        count(distinct customer_id) as total
    from {{ ref('fct_orders') }}
    where customer_id != 'unknown'
    union all
    select
        'sessions' as kpi_id,
        count(*) as total
    from {{ ref('fct_sessions') }}
    union all
    select
        'store_visitors' as kpi_id,
        sum(visitor_count) as total
    from {{ ref('fct_store_days') }}
    union all
    select
        'new_recurring_revenue' as kpi_id,
        sum(change_amount) as total
    from {{ ref('fct_subscriptions') }}
    where movement = 'new'
),

-- What is paid now is all that was won and lost since the beginning.
movements as (
    select
        sum(
            case
                when
                    kpi_id in (
                        'new_recurring_revenue',
                        'expansion_recurring_revenue',
                        'reactivated_recurring_revenue'
                    )
                    then total
                when kpi_id in
                    ('contraction_recurring_revenue', 'churned_recurring_revenue')
                    then -total
            end
        ) as total
    from companies
    where period_type = 'year'
),

paid as (
    select numerator as total
    from kpis
    inner join {{ ref('stg_landing__as_of_date') }} as as_of
        on as_of.as_of_date between kpis.period_start_date and kpis.period_end_date
    where
        kpis.kpi_id = 'recurring_revenue'
        and kpis.dimension_name = 'all'
        and kpis.period_type = 'year'
),

years as (
    select * from companies
    where period_type = 'year'
),

compared as (
    select
        totals.*,
        companies.total as company_total
    from totals
    inner join companies
        on
            totals.kpi_id = companies.kpi_id
            and totals.period_type = companies.period_type
)

select
    companies.kpi_id || ' by ' || companies.period_type || ' is not its total by year'
        as problem
from companies
inner join years on companies.kpi_id = years.kpi_id
where abs(companies.total - years.total) > 0.005
union all
select kpi_id || ' by ' || dimension_name || ' is more than its total' as problem
from compared
where abs(total) > abs(company_total) + 0.005
union all
select kpi_id || ' of all stores is not its total' as problem
from compared
where
    dimension_name = 'store'
    and kpi_id in ('net_sales', 'orders', 'contribution_margin', 'store_visitors')
    and period_type != 'day'
    and abs(total - company_total) > 0.005
union all
select facts.kpi_id || ' is not the total of its fact' as problem
from facts
inner join years on facts.kpi_id = years.kpi_id
where abs(coalesce(facts.total, 0) - years.total) > 0.005
union all
select 'recurring_revenue is not all that was won and lost' as problem
from movements
cross join paid
where abs(movements.total - paid.total) > 0.005
union all
select kpi_id || ' is a share outside 0 to 1' as problem
from kpis
where
    unit = 'share' and kpi_id not in ('margin_share', 'net_revenue_retention')
    and (kpi_value < 0 or kpi_value > 1)
