-- Grain: one row per accepted order: a till receipt, an order of the web shop or a
-- month of a subscription. An anonymous one belongs to the unknown customer, and so
-- does one outside consent.
with receipts as (
    select * from {{ ref('stg_pos__receipts') }}
    where reject_reason is null
),

shop_orders as (
    select * from {{ ref('stg_shop__orders') }}
    where reject_reason is null
),

charges as (
    select * from {{ ref('int_subscription_charges') }}
    {{ nothing_new() }}
),

payers as (
    select * from {{ ref('int_account_payers') }}
),

customers as (
    select * from {{ ref('int_customers_identified') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

consented as (
    {{ consented('orders') }}
),

placed as (
    select
        concat_ws('-', 'pos', receipt_id) as order_id,
        'pos' as system_name,
        receipt_id as source_order_id,
        'loyalty_member_id' as identifier_type,
        loyalty_member_id as identifier_value,
        store_id,
        case when order_channel = 'app' then 'app' else 'store' end as channel,
        promotion_id,
        cast(null as varchar) as payment_method,
        receipt_amount,
        sold_at as ordered_at
    from receipts
    union all
    select
        concat_ws('-', 'shop', order_id) as order_id,
        'shop' as system_name,
        order_id as source_order_id,
        'shop_customer_id' as identifier_type,
        shop_customer_id as identifier_value,
        coalesce(store_id, 'online') as store_id,
        coalesce(channel, 'web') as channel,
        promotion_id,
        payment_method,
        order_amount as receipt_amount,
        ordered_at
    from shop_orders
    union all
    select
        concat_ws('-', 'product', charges.subscription_id, charges.charge_date)
            as order_id,
        'product' as system_name,
        charges.subscription_id as source_order_id,
        payers.identifier_type,
        payers.identifier_value,
        'subscription' as store_id,
        'subscription' as channel,
        cast(null as varchar) as promotion_id,
        cast(null as varchar) as payment_method,
        charges.net_amount as receipt_amount,
        {{ start_of_day('charges.charge_date', 'company') }} as ordered_at
    from charges
    left join payers on charges.account_id = payers.account_id
),

final as (
    select
        placed.order_id,
        coalesce(consented.holder_id, 'unknown') as customer_id,
        placed.store_id,
        placed.channel,
        placed.promotion_id,
        placed.payment_method,
        placed.system_name,
        placed.source_order_id,
        placed.receipt_amount,
        {{ local_date('placed.ordered_at', 'company') }} as order_date,
        placed.ordered_at
    from placed
    left join customers
        on placed.identifier_type = customers.identifier_type
            and placed.identifier_value = customers.identifier_value
    left join consented
        on customers.customer_id = consented.holder_id
            and placed.ordered_at >= consented.valid_from
            and placed.ordered_at < consented.valid_to
)

select * from final
{{ and_built() }}
