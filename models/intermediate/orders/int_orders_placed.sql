-- Grain: one row per accepted receipt. An order is a receipt here; other channels join
-- by union. An anonymous receipt belongs to the unknown customer.
with receipts as (
    select * from {{ ref('stg_pos__receipts') }}
    where reject_reason is null
),

customers as (
    select * from {{ ref('int_customers_identified') }}
    where identifier_type = 'loyalty_member_id'
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

final as (
    select
        concat_ws('-', 'pos', receipts.receipt_id) as order_id,
        coalesce(customers.customer_id, 'unknown') as customer_id,
        receipts.store_id,
        'store' as channel,
        receipts.receipt_id as source_order_id,
        receipts.receipt_amount,
        {{ local_date('receipts.sold_at', 'company.time_zone') }} as order_date,
        receipts.sold_at as ordered_at
    from receipts
    cross join company
    left join customers on receipts.loyalty_member_id = customers.identifier_value
)

select * from final
