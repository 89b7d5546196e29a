-- Grain: one row per customer with a usual city: where the customer bought most often,
-- else where orders went, else as stated. A city of few customers is not told.
with identified as (
    select * from {{ ref('int_customers_identified') }}
),

receipts as (
    select * from {{ ref('stg_pos__receipts') }}
    where reject_reason is null
),

stores as (
    select * from {{ ref('stg_pos__stores') }}
    where reject_reason is null
),

shop_orders as (
    select * from {{ ref('stg_shop__orders') }}
    where reject_reason is null
),

golden as (
    select * from {{ ref('int_customers_golden') }}
),

evidence as (
    select
        identified.customer_id,
        stores.city,
        'store visits' as evidence,
        1 as evidence_rank,
        count(*) as evidence_count
    from receipts
    inner join stores on receipts.store_id = stores.store_id
    inner join identified
        on receipts.loyalty_member_id = identified.identifier_value
            and identified.identifier_type = 'loyalty_member_id'
    where stores.city is not null
    group by 1, 2, 3, 4
    union all
    select
        identified.customer_id,
        shop_orders.city,
        'deliveries' as evidence,
        2 as evidence_rank,
        count(*) as evidence_count
    from shop_orders
    inner join identified
        on shop_orders.shop_customer_id = identified.identifier_value
            and identified.identifier_type = 'shop_customer_id'
    where shop_orders.city is not null
    group by 1, 2, 3, 4
    union all
    select
        customer_id,
        city,
        'stated address' as evidence,
        3 as evidence_rank,
        1 as evidence_count
    from golden
    where city is not null
),

ranked as (
    select
        customer_id,
        city,
        evidence,
        evidence_count,
        row_number() over (
            partition by customer_id
            order by
                evidence_rank asc nulls last,
                evidence_count desc nulls last,
                city asc nulls last
        ) as city_rank
    from evidence
),

usual as (
    select * from ranked
    where city_rank = 1
),

cities as (
    select
        city,
        count(*) as customer_count
    from usual
    group by 1
),

final as (
    select
        usual.customer_id,
        case
            when cities.customer_count >= {{ var('min_group_size') }} then usual.city
        end as city,
        usual.evidence,
        usual.evidence_count,
        cities.customer_count < {{ var('min_group_size') }} as is_suppressed
    from usual
    inner join cities on usual.city = cities.city
)

select * from final
