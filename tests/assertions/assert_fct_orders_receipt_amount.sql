{{ config(severity='warn') }}
-- The total printed on a receipt is the sum of its lines; it differs where a line was
-- rejected at the border.
select
    order_id,
    receipt_amount,
    net_amount
from {{ ref('fct_orders') }}
where receipt_amount is not null and receipt_amount != net_amount
