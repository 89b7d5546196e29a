-- Grain: one row per accepted refund of an accepted order. A refund without a line, or
-- of a line that was not accepted, still counts: its money was paid. It is the
-- customer's when consent held at the order and at the refund.
with till_refunds as (
    select * from {{ ref('stg_pos__refunds') }}
    where reject_reason is null
),

shop_refunds as (
    select * from {{ ref('stg_shop__refunds') }}
    where reject_reason is null
),

orders as (
    select * from {{ ref('int_orders_placed') }}
),

consented as (
    {{ consented('refunds') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

paid as (
    select
        concat_ws('-', 'pos', refund_id) as refund_id,
        concat_ws('-', 'pos', receipt_id) as order_id,
        reason,
        line_number,
        quantity,
        refund_amount,
        refunded_at
    from till_refunds
    union all
    select
        concat_ws('-', 'shop', refund_id) as refund_id,
        concat_ws('-', 'shop', order_id) as order_id,
        reason,
        line_number,
        quantity,
        refund_amount,
        refunded_at
    from shop_refunds
),

final as (
    select
        paid.refund_id,
        paid.order_id,
        coalesce(consented.holder_id, 'unknown') as customer_id,
        orders.store_id,
        paid.reason,
        paid.line_number,
        coalesce(paid.quantity, 0) as quantity,
        paid.refund_amount,
        {{ local_date('paid.refunded_at', 'company') }} as refund_date,
        paid.refunded_at
    from paid
    inner join orders on paid.order_id = orders.order_id
    left join consented
        on orders.customer_id = consented.holder_id
            and paid.refunded_at >= consented.valid_from
            and paid.refunded_at < consented.valid_to
)

select * from final
