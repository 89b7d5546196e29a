-- Grain: one row per refund. Amounts add up over the day the money was paid back, not
-- over the day of the order.
with refunds as (
    select * from {{ ref('int_refunds_paid') }}
),

final as (
    select
        refund_id,
        order_id,
        customer_id,
        store_id,
        reason as refund_reason,
        cast(line_number as integer) as line_number,
        cast(quantity as decimal(18, 3)) as returned_quantity,
        cast(refund_amount as decimal(18, 2)) as refund_amount,
        refund_date,
        cast(refunded_at as timestamp) as refunded_at
    from refunds
)

select * from final
