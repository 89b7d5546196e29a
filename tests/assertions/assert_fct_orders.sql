-- The same total by two routes: accepted rows and months of subscriptions, order lines,
-- orders, customers.
with landed as (
    select
        sum(
            case
                when table_name in ('receipts', 'orders') then accepted_count
                else 0
            end
        ) as receipt_count,
        sum(
            case
                when table_name in ('receipt_lines', 'order_lines') then accepted_count
                else 0
            end
        ) as line_count
    from {{ ref('fct_landed_records') }}
    where system_name in ('pos', 'shop')
),

charges as (
    select count(*) as row_count
    from {{ ref('int_subscription_charges') }}
),

staged as (
    select
        count(*) as row_count,
        coalesce(sum(net_amount), 0) as net_amount
    from {{ ref('int_order_lines_landed') }}
),

staged_receipts as (
    select count(*) as row_count
    from {{ ref('int_orders_placed') }}
),

lines as (
    select
        count(*) as row_count,
        coalesce(sum(net_amount), 0) as net_amount
    from {{ ref('fct_order_lines') }}
),

orders as (
    select
        count(*) as row_count,
        coalesce(sum(line_count), 0) as line_count,
        coalesce(sum(net_amount), 0) as net_amount
    from {{ ref('fct_orders') }}
),

customers as (
    select
        coalesce(sum(order_count), 0) as order_count,
        coalesce(sum(net_sales_amount), 0) as net_amount
    from {{ ref('dim_customers') }}
)

select
    staged.net_amount as staged_net_amount,
    lines.net_amount as lines_net_amount,
    orders.net_amount as orders_net_amount,
    customers.net_amount as customers_net_amount
from staged
cross join landed
cross join charges
cross join staged_receipts
cross join lines
cross join orders
cross join customers
where
    staged.row_count != lines.row_count
    or landed.line_count + charges.row_count != lines.row_count
    or landed.receipt_count + charges.row_count != orders.row_count
    or lines.row_count != orders.line_count
    or staged_receipts.row_count != orders.row_count
    or orders.row_count != customers.order_count
    or staged.net_amount != lines.net_amount
    or lines.net_amount != orders.net_amount
    or orders.net_amount != customers.net_amount
