-- Grain: one row per customer with a usual city: where the customer bought most often,
-- else where orders went, else as stated; and the store that is nearest by that. A city
-- or store of few customers is not told.
with visits as (
    select * from {{ ref('int_customer_stores') }}
    where city is not null
),

identified as (
    select * from {{ ref('int_customers_identified') }}
    where identifier_type = 'shop_customer_id'
),

shop_orders as (
    select * from {{ ref('stg_shop__orders') }}
    where reject_reason is null and city is not null
),

golden as (
    select * from {{ ref('int_customers_golden') }}
    where city is not null
),

evidence as (
    select
        customer_id,
        city,
        'store visits' as evidence,
        1 as evidence_rank,
        sum(visit_count) as evidence_count
    from visits
    group by 1, 2, 3, 4
    union all
    select
        identified.customer_id,
        shop_orders.city,
        'deliveries' as evidence,
        2 as evidence_rank,
        count(*) as evidence_count
    from shop_orders
    inner join identified on shop_orders.shop_customer_id = identified.identifier_value
    group by 1, 2, 3, 4
    union all
    select
        customer_id,
        city,
        'stated address' as evidence,
        3 as evidence_rank,
        1 as evidence_count
    from golden
),

ranked as (
    select
        *,
        row_number() over (
            partition by customer_id
            order by
                evidence_rank asc nulls last,
                evidence_count desc nulls last,
                city asc nulls last
        ) as city_rank
    from evidence
),

visited as (
    select
        *,
        row_number() over (
            partition by customer_id, city
            order by visit_count desc nulls last, store_id asc nulls last
        ) as store_rank
    from visits
),

single_stores as (
    select
        city,
        min(store_id) as store_id
    from {{ ref('stg_pos__stores') }}
    where reject_reason is null and city is not null
    group by 1
    having count(*) = 1
),

located as (
    select
        ranked.*,
        coalesce(visited.store_id, single_stores.store_id) as store_id,
        count(*) over (partition by ranked.city) as city_customer_count,
        count(*) over (
            partition by coalesce(visited.store_id, single_stores.store_id)
        ) as store_customer_count
    from ranked
    left join visited
        on ranked.customer_id = visited.customer_id
            and ranked.city = visited.city
            and visited.store_rank = 1
    left join single_stores on ranked.city = single_stores.city
    where ranked.city_rank = 1
),

final as (
    select
        customer_id,
        case when city_customer_count >= {{ var('min_group_size') }} then city end
            as city,
        case
            when least(city_customer_count, store_customer_count)
                >= {{ var('min_group_size') }}
                then store_id
        end as store_id,
        evidence,
        cast(evidence_count as bigint) as evidence_count,
        city_customer_count < {{ var('min_group_size') }} as is_suppressed
    from located
)

select * from final
