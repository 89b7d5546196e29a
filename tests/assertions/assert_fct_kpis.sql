-- Additive KPIs of all months add up to the year, and of all stores to the company;
-- shares lie between 0 and 1.
with kpis as (
    select * from {{ ref('fct_kpis') }}
),

catalog as (
    select * from {{ ref('kpi_catalog') }}
),

orders as (
    select
        coalesce(sum(net_amount), 0) as net_sales,
        count(*) as order_count,
        sum(case when is_first_order then 1 else 0 end) as new_customer_count
    from {{ ref('fct_orders') }}
),

totals as (
    select
        kpi_id,
        period_type,
        sum(kpi_value) as total
    from kpis
    where dimension_name = 'all'
        and kpi_id in ('net_sales', 'orders', 'new_customers')
        and period_type != 'week'
    group by 1, 2
),

stores as (
    select
        kpi_id,
        sum(kpi_value) as total
    from kpis
    where dimension_name = 'store'
        and kpi_id in ('net_sales', 'orders')
        and period_type = 'month'
    group by 1
)

select
    totals.kpi_id
    || ' by '
    || totals.period_type
    || ' is not the total of the orders' as problem
from totals
cross join orders
where abs(
        totals.total
        - case totals.kpi_id
            when 'net_sales' then orders.net_sales when
                'orders'
                then orders.order_count
            else orders.new_customer_count
        end
    ) > 0.005
union all
select stores.kpi_id || ' of all stores is not the total of the orders' as problem
from stores
cross join orders
where abs(
        stores.total
        - case stores.kpi_id
            when 'net_sales' then orders.net_sales else orders.order_count
        end
    )
    > 0.005
union all
select kpis.kpi_id || ' is a share outside 0 to 1' as problem
from kpis
inner join catalog on kpis.kpi_id = catalog.kpi_id
where
    catalog.unit = 'share' and catalog.kpi_id != 'margin_share'
    and (kpis.kpi_value < 0 or kpis.kpi_value > 1)
