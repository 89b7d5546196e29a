-- Grain: customer x store with a receipt on the customer's loyalty card.
with receipts as (
    select * from {{ ref('stg_pos__receipts') }}
    where reject_reason is null
),

stores as (
    select * from {{ ref('stg_pos__stores') }}
    where reject_reason is null
),

identified as (
    select * from {{ ref('int_customers_identified') }}
    where identifier_type = 'loyalty_member_id'
),

final as (
    select
        identified.customer_id,
        receipts.store_id,
        stores.city,
        count(*) as visit_count
    from receipts
    inner join stores on receipts.store_id = stores.store_id
    inner join identified on receipts.loyalty_member_id = identified.identifier_value
    group by 1, 2, 3
)

select * from final
